// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <QCoreApplication>

#include <csignal>

int main(int argc, char **argv)
{
    // As every program with the server in it does.
    std::signal(SIGPIPE, SIG_IGN);
    QCoreApplication app(argc, argv);
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
