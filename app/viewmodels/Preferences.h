// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPoint>
#include <QSettings>
#include <QSize>
#include <QtQml/qqmlregistration.h>

#include <memory>
#include <optional>

namespace wavetape::viewmodels {

// What the window remembers: theme, motion, page, size, place, spectrum, and how pages were left.
// Nothing secret is kept. GUI thread.
class Preferences : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to the Dashboard")
    Q_PROPERTY(int themeMode READ themeMode WRITE setThemeMode NOTIFY changed)
    Q_PROPERTY(bool reducedMotion READ reducedMotion WRITE setReducedMotion NOTIFY changed)
    Q_PROPERTY(bool spectrum READ spectrum WRITE setSpectrum NOTIFY changed)
    Q_PROPERTY(QString language READ language WRITE setLanguage NOTIFY changed)
    Q_PROPERTY(QString page READ page WRITE setPage NOTIFY changed)
    Q_PROPERTY(int leastWidth READ leastWidth CONSTANT)
    Q_PROPERTY(int leastHeight READ leastHeight CONSTANT)
    Q_PROPERTY(int width READ width WRITE setWidth NOTIFY changed)
    Q_PROPERTY(int height READ height WRITE setHeight NOTIFY changed)
    Q_PROPERTY(bool maximized READ isMaximized WRITE setMaximized NOTIFY changed)
public:
    // The smallest window that every page works in.
    static constexpr int kLeastWidth = 800;
    static constexpr int kLeastHeight = 480;

    // Without a file the preferences live as long as the object: screenshots and tests.
    explicit Preferences(bool keep, QObject *parent = nullptr);
    // Kept there.
    explicit Preferences(std::unique_ptr<QSettings> settings, QObject *parent = nullptr);
    ~Preferences() override;

    int themeMode() const { return m_themeMode; } // 0 dark, 1 light, 2 system
    void setThemeMode(int mode);
    bool reducedMotion() const { return m_reducedMotion; }
    void setReducedMotion(bool reduced);
    bool spectrum() const { return m_spectrum; } // shown below the oscilloscope
    void setSpectrum(bool shown);
    QString language() const { return m_language; } // a name of Language, from the next start
    void setLanguage(const QString &name);
    QString page() const { return m_page; } // its name; "": the first
    void setPage(const QString &page);
    int leastWidth() const { return kLeastWidth; }
    int leastHeight() const { return kLeastHeight; }
    int width() const { return m_width; }
    void setWidth(int width);
    int height() const { return m_height; }
    void setHeight(int height);
    bool isMaximized() const { return m_maximized; }
    void setMaximized(bool maximized);

    // Both at once: what is bound to one of them must not find the other as it was.
    Q_INVOKABLE void keepSize(int width, int height);

    // Where the window was left; none: where the system puts it. Below Wayland no window knows.
    std::optional<QPoint> place() const { return m_place; }
    Q_INVOKABLE void keepPlace(int x, int y);
    // No larger than `screen`, what of it a window may cover; for this time only.
    void fit(const QSize &screen);

    // How a page was left, under a name such as "lab/tab"; the fallback where nothing is kept.
    Q_INVOKABLE QString kept(const QString &name, const QString &fallback = {}) const;
    Q_INVOKABLE void keep(const QString &name, const QString &value);

    // Null where nothing is kept.
    QSettings *store() { return m_settings.get(); }

Q_SIGNALS:
    void changed();

private:
    template <typename T>
    void set(T &member, T value, const char *key)
    {
        if (value == member)
            return;
        member = value;
        if (m_settings)
            m_settings->setValue(QLatin1String(key), value);
        Q_EMIT changed();
    }

    std::unique_ptr<QSettings> m_settings;
    int m_themeMode = 0;
    QString m_language = QStringLiteral("system");
    QString m_page;
    int m_width = 1400;
    int m_height = 900;
    bool m_maximized = false;
    std::optional<QPoint> m_place;
    bool m_reducedMotion = false;
    bool m_spectrum = false;
};

} // namespace wavetape::viewmodels
