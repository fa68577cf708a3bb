// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <QApplication>
#include <QQuickWindow>
#include <QtQml/qqmlextensionplugin.h>

Q_IMPORT_QML_PLUGIN(Wavetape_PlottingPlugin)

// QtCharts needs a QApplication. Extra argument: a folder to leave the pictures in.
QString pictureFolder;

int main(int argc, char **argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    testing::InitGoogleTest(&argc, argv);
    if (argc > 1)
        pictureFolder = QString::fromLocal8Bit(argv[1]);
    return RUN_ALL_TESTS();
}
