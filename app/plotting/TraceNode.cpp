// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/TraceNode.h"

#include "plotting/DensityPicture.h"
#include "plotting/PaintedTraceNode.h"

#include <QQuickWindow>
#include <QSGFlatColorMaterial>
#include <QSGGeometryNode>
#include <QSGImageNode>
#include <QSGTexture>
#include <QSGVertexColorMaterial>

#include <algorithm>
#include <cmath>

namespace wavetape::plotting {

namespace {

class ImageTraceNode final : public TraceNode {
public:
    explicit ImageTraceNode(QQuickWindow *window)
        : m_window(window)
    {
    }

    bool fits(QQuickWindow *, bool density) const override { return density; }

    void show(const TraceFrame &frame, const std::vector<TracePicture> &pictures) override
    {
        const int width = static_cast<int>(std::round(frame.itemSize.width() * frame.pixelRatio));
        m_layers.clear();
        for (const TracePicture &picture : pictures)
            m_layers.push_back({picture.columns, picture.color.rgba()});
        m_picture.draw(width, frame.scale(), frame.lineWidth, m_layers);
        // Only the rows that any trace touches are copied and blended.
        const int rows = m_picture.behind() - m_picture.from();
        if (rows <= 0 || width <= 0) {
            removePicture();
            return;
        }
        const bool fresh = !m_node;
        if (fresh) {
            m_node = m_window->createImageNode();
            m_node->setOwnsTexture(true);
            m_node->setFiltering(QSGTexture::Nearest);
        }
        const QImage part(reinterpret_cast<const uchar *>(m_picture.row(m_picture.from())), width,
            rows, qsizetype(width) * 4, QImage::Format_ARGB32_Premultiplied);
        m_node->setTexture(
            m_window->createTextureFromImage(part, QQuickWindow::TextureHasAlphaChannel));
        m_node->setRect(0, m_picture.from() / frame.pixelRatio, width / frame.pixelRatio,
            rows / frame.pixelRatio);
        m_node->setSourceRect(0, 0, width, rows);
        m_node->markDirty(QSGNode::DirtyMaterial);
        // The software renderer looks at the texture as soon as it hears of the node.
        if (fresh)
            appendChildNode(m_node);
    }

private:
    void removePicture()
    {
        if (!m_node)
            return;
        removeChildNode(m_node);
        delete m_node;
        m_node = nullptr;
    }

    QQuickWindow *m_window;
    QSGImageNode *m_node = nullptr;
    DensityPicture m_picture;
    std::vector<DensityPicture::Layer> m_layers;
};

class GeometryTraceNode final : public TraceNode {
public:
    bool fits(QQuickWindow *window, bool density) const override
    {
        return !density && !PaintedNode::works(window);
    }

    void show(const TraceFrame &frame, const std::vector<TracePicture> &pictures) override
    {
        while (m_nodes.size() > pictures.size()) {
            removeChildNode(m_nodes.back());
            delete m_nodes.back();
            m_nodes.pop_back();
        }
        while (m_nodes.size() < pictures.size()) {
            auto *node = new QSGGeometryNode;
            node->setFlags(OwnsGeometry | OwnsMaterial);
            auto *geometry = new QSGGeometry(QSGGeometry::defaultAttributes_ColoredPoint2D(), 0);
            geometry->setDrawingMode(QSGGeometry::DrawTriangles);
            geometry->setVertexDataPattern(QSGGeometry::StreamPattern);
            node->setGeometry(geometry);
            node->setMaterial(new QSGVertexColorMaterial);
            appendChildNode(node);
            m_nodes.push_back(node);
        }
        for (std::size_t i = 0; i < pictures.size(); ++i)
            fill(*m_nodes[i], frame, pictures[i]);
    }

private:
    struct Premultiplied {
        uchar r, g, b, a;
    };

    static Premultiplied premultiplied(const QColor &color)
    {
        const double a = color.alphaF();
        const auto channel
            = [a](double value) { return static_cast<uchar>(std::lround(value * a * 255)); };
        return {channel(color.redF()), channel(color.greenF()), channel(color.blueF()),
            static_cast<uchar>(std::lround(a * 255))};
    }

    void fill(QSGGeometryNode &node, const TraceFrame &frame, const TracePicture &picture)
    {
        const ValueScale scale = frame.scale();
        toPixelSpans(picture.columns->columns(), scale, frame.lineWidth, m_spans);
        const auto used = std::count_if(
            m_spans.begin(), m_spans.end(), [](PixelSpan span) { return span.y1 > span.y0; });
        const Premultiplied color = premultiplied(picture.color);

        QSGGeometry *geometry = node.geometry();
        geometry->allocate(static_cast<int>(used) * 6);
        QSGGeometry::ColoredPoint2D *vertex = geometry->vertexDataAsColoredPoint2D();
        const auto unit = static_cast<float>(1 / frame.pixelRatio);
        for (std::size_t i = 0; i < m_spans.size(); ++i) {
            if (!(m_spans[i].y1 > m_spans[i].y0))
                continue;
            const float x0 = static_cast<float>(i) * unit;
            const float x1 = x0 + unit;
            const float y0 = m_spans[i].y0 * unit;
            const float y1 = m_spans[i].y1 * unit;
            for (const auto &[x, y] : {std::pair(x0, y0), std::pair(x1, y0), std::pair(x0, y1),
                     std::pair(x0, y1), std::pair(x1, y0), std::pair(x1, y1)})
                vertex++->set(x, y, color.r, color.g, color.b, color.a);
        }
        node.markDirty(QSGNode::DirtyGeometry);
    }

    std::vector<QSGGeometryNode *> m_nodes;
    std::vector<PixelSpan> m_spans;
};

} // namespace

ValueScale TraceFrame::scale() const
{
    return {top, bottom, std::round(itemSize.height() * pixelRatio)};
}

TraceNode *TraceNode::create(QQuickWindow *window, bool density)
{
    if (density)
        return new ImageTraceNode(window);
    if (PaintedNode::works(window))
        return new PaintedTraceNode(window);
    return new GeometryTraceNode;
}

} // namespace wavetape::plotting
