// SPDX-License-Identifier: GPL-3.0-or-later
// wavetape: the window, with a server of its own or attached to another.
#include "Application.h"
#include "Language.h"
#include "RenderBackend.h"
#include "StartProblem.h"
#include "WindowFlags.h"
#include "config/ConfigReader.h"
#include "config/Version.h"
#include "process/StandardDescriptors.h"
#include "process/TerminationSignals.h"
#include "viewmodels/Preferences.h"

#include <QApplication>
#include <QIcon>
#include <QQuickStyle>
#include <QSocketNotifier>

#include <array>
#include <cstdio>

namespace {

using wavetape::config::ProgramFlag;

std::string setSize(wavetape::WindowOptions &options, std::string_view text)
{
    const QString value = QString::fromUtf8(text.data(), qsizetype(text.size()));
    bool widthGood = false, heightGood = false;
    const QSize size(
        value.section(u'x', 0, 0).toInt(&widthGood), value.section(u'x', 1).toInt(&heightGood));
    using wavetape::viewmodels::Preferences;
    constexpr int kMost = 8192;
    if (!widthGood || !heightGood || size.width() < Preferences::kLeastWidth
        || size.height() < Preferences::kLeastHeight || size.width() > kMost
        || size.height() > kMost)
        return QStringLiteral("must be WIDTHxHEIGHT, %1x%2 to %3x%3")
            .arg(Preferences::kLeastWidth)
            .arg(Preferences::kLeastHeight)
            .arg(kMost)
            .toStdString();
    options.size = size;
    return {};
}

std::string setTheme(wavetape::WindowOptions &options, std::string_view text)
{
    constexpr std::array kThemes {"dark", "light", "system"};
    for (size_t i = 0; i < kThemes.size(); ++i) {
        if (text == kThemes[i]) {
            options.theme = int(i);
            return {};
        }
    }
    return "must be dark, light or system";
}

std::string setConnect(wavetape::WindowOptions &options, std::string_view text)
{
    options.connect = QString::fromUtf8(text.data(), qsizetype(text.size()));
    const QUrl url(options.connect, QUrl::StrictMode);
    const QString scheme = url.scheme();
    if (url.isValid() && !url.host().isEmpty()
        && (scheme == u"ws" || scheme == u"wss" || scheme == u"http" || scheme == u"https"))
        return {};
    return "must be a ws://, wss://, http:// or https:// address";
}

int run(int argc, char **argv)
{
    wavetape::WindowOptions options;
    QString language;
    const auto text = [](QString &target) {
        return [&target](std::string_view value) {
            target = QString::fromLocal8Bit(value.data(), qsizetype(value.size()));
            return std::string(value.empty() ? "must not be empty" : "");
        };
    };
    using namespace wavetape;
    const auto own = [](WindowFlagIndex index, auto set) {
        const WindowFlag &flag = kWindowFlags[index];
        return ProgramFlag {flag.name, flag.valueName, flag.help, std::move(set)};
    };
    const std::array flags {
        own(screenshotsFlag, text(options.screenshots)),
        own(themeFlag, [&](std::string_view value) { return setTheme(options, value); }),
        own(languageFlag,
            [&](std::string_view value) {
                language = QString::fromUtf8(value.data(), qsizetype(value.size()));
                return std::string(
                    Language::names().contains(language) ? "" : "must be system, en, de or pseudo");
            }),
        own(sizeFlag, [&](std::string_view value) { return setSize(options, value); }),
        own(pageFlag, text(options.page)),
        own(connectFlag, [&](std::string_view value) { return setConnect(options, value); }),
        own(tokenFileFlag, text(options.tokenFile)),
    };
    // Qt's own options (-platform …) are taken out before ours are read, and --help needs no
    // display.
    const bool wantsText = std::any_of(argv + 1, argv + argc, [](const char *argument) {
        return std::string_view(argument) == "--help" || std::string_view(argument) == "--version"
            || std::string_view(argument) == "--print-config";
    });
    using wavetape::process::TerminationSignals;
    TerminationSignals termination(TerminationSignals::HangUp::ends);
    std::unique_ptr<QApplication> application;
    if (!wantsText) {
        QCoreApplication::setApplicationName(QStringLiteral("wavetape"));
        QCoreApplication::setOrganizationName(QStringLiteral("wavetape"));
        QGuiApplication::setDesktopFileName(QStringLiteral("org.wavetape.wavetape"));
        QQuickStyle::setStyle(QStringLiteral("Basic"));
        const wavetape::StartProblem inOneLine;
        application = std::make_unique<QApplication>(argc, argv);
    }
    auto parsed = wavetape::config::parseArguments(argc, argv, "wavetape", flags);
    if (!parsed) {
        std::fprintf(stderr, "wavetape: %s\n", parsed.error().message.c_str());
        return 2;
    }
    if (const auto *print = std::get_if<wavetape::config::TextToPrint>(&*parsed)) {
        std::fputs(print->text.c_str(), stdout);
        return 0;
    }
    wavetape::preferCheapRenderer();
    const auto &config = std::get<wavetape::config::ServerConfig>(*parsed);
    if (language.isEmpty())
        language = viewmodels::Preferences(options.screenshots.isEmpty()).language();
    Language::speak(language);
    wavetape::Application window(config, options);
    QSocketNotifier signal(termination.descriptor(), QSocketNotifier::Read);
    QObject::connect(&signal, &QSocketNotifier::activated, &window, [&] {
        while (termination.wait(0) == TerminationSignals::Order::end)
            window.shutDown(Farewell::restart);
    });
    if (!window.start())
        return window.exitCode();
    const int code = QApplication::exec();
    return window.exitCode() != 0 ? window.exitCode() : code;
}

} // namespace

int main(int argc, char **argv)
{
    wavetape::process::openStandardDescriptors();
    try {
        return run(argc, argv);
    } catch (const std::exception &error) {
        std::fprintf(stderr, "wavetape: %s\n", error.what());
        return 2;
    }
}
