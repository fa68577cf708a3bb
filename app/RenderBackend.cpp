// SPDX-License-Identifier: GPL-3.0-or-later
#include "RenderBackend.h"

#include <QDir>
#include <QOffscreenSurface>
#include <QOpenGLContext>
#include <QOpenGLFunctions>
#include <QQuickWindow>

namespace wavetape {

namespace {

// Where the kernel knows of no graphics card nobody else draws: asking OpenGL would load a compiler
// to hear the same.
bool hasGraphicsDevice()
{
    const QStringList kinds {QStringLiteral("dri"), QStringLiteral("nvidia*"),
        QStringLiteral("dxg"), QStringLiteral("mali*"), QStringLiteral("kgsl*")};
    return !QDir(QStringLiteral("/dev"))
                .entryList(kinds, QDir::AllEntries | QDir::System)
                .isEmpty();
}

bool isDrawnByProcessor()
{
    if (!hasGraphicsDevice())
        return true;
    QOffscreenSurface surface;
    surface.create();
    QOpenGLContext context;
    if (!context.create() || !context.makeCurrent(&surface))
        return true;
    const auto *name
        = reinterpret_cast<const char *>(context.functions()->glGetString(GL_RENDERER));
    const QByteArray renderer = QByteArray(name).toLower();
    context.doneCurrent();
    return renderer.contains("llvmpipe") || renderer.contains("softpipe")
        || renderer.contains("swrast") || renderer.contains("software rasterizer")
        || renderer.contains("swiftshader");
}

} // namespace

bool preferCheapRenderer()
{
    if (qEnvironmentVariableIsSet("QT_QUICK_BACKEND")
        || qEnvironmentVariableIsSet("QSG_RHI_BACKEND")
        || QQuickWindow::graphicsApi() != QSGRendererInterface::OpenGL || !isDrawnByProcessor())
        return false;
    QQuickWindow::setGraphicsApi(QSGRendererInterface::Software);
    return true;
}

} // namespace wavetape
