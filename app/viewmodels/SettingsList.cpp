// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewmodels/SettingsList.h"

#include <QLocale>

#include <algorithm>

namespace wavetape::viewmodels {

namespace {
const QString kBetween = QStringLiteral(", ");

QStringList partsOf(const QString &text)
{
    QStringList parts;
    for (const QString &part : text.split(u',', Qt::SkipEmptyParts)) {
        if (!part.trimmed().isEmpty())
            parts << part.trimmed();
    }
    return parts;
}
} // namespace

SettingsList::SettingsList(QObject *parent)
    : QAbstractListModel(parent)
{
}

void SettingsList::assign(std::vector<Setting> settings, Check check)
{
    m_settings = std::move(settings);
    m_check = std::move(check);
    arrange();
}

void SettingsList::arrange()
{
    beginResetModel();
    m_shown.clear();
    for (size_t i = 0; i < m_settings.size(); ++i) {
        const Setting &setting = m_settings[i];
        if (m_filter.isEmpty() || setting.key.contains(m_filter, Qt::CaseInsensitive)
            || setting.help.contains(m_filter, Qt::CaseInsensitive))
            m_shown.push_back(i);
    }
    endResetModel();
    Q_EMIT changed();
}

QStringList SettingsList::keys() const
{
    QStringList keys;
    for (const Setting &setting : m_settings)
        keys << setting.key;
    return keys;
}

void SettingsList::setFilter(const QString &text)
{
    if (text == m_filter)
        return;
    m_filter = text;
    arrange();
}

int SettingsList::differing() const
{
    return int(std::count_if(m_settings.begin(), m_settings.end(),
        [](const Setting &s) { return s.value != s.standard; }));
}

int SettingsList::edited() const
{
    return int(std::count_if(
        m_settings.begin(), m_settings.end(), [](const Setting &s) { return s.typed != s.value; }));
}

bool SettingsList::restarts() const
{
    return std::any_of(m_settings.begin(), m_settings.end(),
        [](const Setting &s) { return !s.live && s.typed != s.value; });
}

void SettingsList::touch(size_t setting)
{
    const auto shown = std::find(m_shown.begin(), m_shown.end(), setting);
    if (shown != m_shown.end()) {
        const QModelIndex row = index(int(shown - m_shown.begin()));
        Q_EMIT dataChanged(row, row);
    }
    Q_EMIT changed();
}

void SettingsList::edit(const QString &key, const QString &text)
{
    for (size_t i = 0; i < m_settings.size(); ++i) {
        Setting &setting = m_settings[i];
        if (setting.key != key)
            continue;
        QString form = text.trimmed().left(4096);
        setting.problem = form == setting.value || !m_check ? QString() : m_check(key, form);
        setting.typed = form;
        touch(i);
    }
}

void SettingsList::complain(const QString &key, const QString &problem)
{
    for (size_t i = 0; i < m_settings.size(); ++i) {
        if (m_settings[i].key != key)
            continue;
        m_settings[i].problem = problem;
        touch(i);
    }
}

const SettingsList::Setting *SettingsList::find(const QString &key) const
{
    const auto it = std::find_if(m_settings.begin(), m_settings.end(),
        [&](const Setting &setting) { return setting.key == key; });
    return it == m_settings.end() ? nullptr : &*it;
}

void SettingsList::slide(const QString &key, int stop)
{
    const Setting *setting = find(key);
    if (setting && stop >= 0 && stop < setting->scale.stops().size())
        edit(key,
            QString::number(setting->scale.stops()[stop], 'f', QLocale::FloatingPointShortest));
}

void SettingsList::addTo(const QString &key, const QString &part)
{
    const Setting *setting = find(key);
    const QString added = part.trimmed();
    if (!setting || added.isEmpty())
        return;
    QStringList parts = partsOf(setting->typed);
    if (!parts.contains(added))
        parts << added;
    edit(key, parts.join(kBetween));
}

void SettingsList::takeFrom(const QString &key, const QString &part)
{
    if (const Setting *setting = find(key)) {
        QStringList parts = partsOf(setting->typed);
        parts.removeAll(part);
        edit(key, parts.join(kBetween));
    }
}

void SettingsList::toDefault(const QString &key)
{
    if (const Setting *setting = find(key))
        edit(key, QString(setting->standard));
}

void SettingsList::forget()
{
    for (size_t i = 0; i < m_settings.size(); ++i) {
        Setting &setting = m_settings[i];
        if (setting.typed == setting.value)
            continue;
        setting.typed = setting.value;
        setting.problem.clear();
        touch(i);
    }
}

void SettingsList::apply()
{
    const bool sound = std::all_of(
        m_settings.begin(), m_settings.end(), [](const Setting &s) { return s.problem.isEmpty(); });
    if (sound && edited() > 0)
        Q_EMIT applyWanted();
}

int SettingsList::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_shown.size());
}

QVariant SettingsList::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || size_t(index.row()) >= m_shown.size())
        return {};
    const Setting &setting = m_settings[m_shown[size_t(index.row())]];
    switch (role) {
    case Section:
        return setting.section;
    case Key:
        return setting.key;
    case Name:
        return setting.key.section(u'.', -1).replace(u'_', u' ');
    case Unit:
        return setting.unit;
    case Help:
        return setting.help;
    case Allowed:
        return setting.allowed;
    case Choices:
        return setting.choices;
    case Value:
        return setting.value;
    case Standard:
        return setting.standard;
    case Typed:
        return setting.typed;
    case Differs:
        return setting.value != setting.standard;
    case Edited:
        return setting.typed != setting.value;
    case Problem:
        return setting.problem;
    case Many:
        return setting.many;
    case Stops:
        return int(setting.scale.stops().size());
    case Stop:
        return setting.scale.nearest(setting.typed.toDouble());
    default:
        return {};
    }
}

QHash<int, QByteArray> SettingsList::roleNames() const
{
    return {{Section, "section"}, {Key, "key"}, {Name, "name"}, {Unit, "unit"}, {Help, "help"},
        {Allowed, "allowed"}, {Choices, "choices"}, {Value, "value"}, {Standard, "standard"},
        {Typed, "typed"}, {Differs, "differs"}, {Edited, "edited"}, {Problem, "problem"},
        {Many, "many"}, {Stops, "stops"}, {Stop, "stop"}};
}

} // namespace wavetape::viewmodels
