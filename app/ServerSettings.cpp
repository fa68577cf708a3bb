// SPDX-License-Identifier: GPL-3.0-or-later
#include "ServerSettings.h"

#include "ClusterAccess.h"
#include "config/AddressText.h"
#include "config/ConfigField.h"
#include "config/ConfigReader.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>

namespace wavetape {

using namespace Qt::StringLiterals;

namespace {

QString toText(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

// As it is typed: the file's form without quotes and brackets.
QString formOf(const config::ConfigField &field, config::ServerConfig config)
{
    QString text = toText(config::tomlValue(field, config));
    text.remove(u'"').remove(u'[').remove(u']');
    // An IPv6 address has brackets of its own, and so may a text have.
    const config::FieldPlace place = field.in(config);
    if (const auto *addresses = std::get_if<std::vector<config::ListenAddress> *>(&place)) {
        QStringList parts;
        for (const config::ListenAddress &address : **addresses)
            parts << toText(config::toText(address));
        text = parts.join(u", "_s);
    } else if (const auto *words = std::get_if<std::string *>(&place)) {
        text = toText(**words);
    }
    return text;
}

const config::ConfigField *findField(const QString &key)
{
    for (const config::ConfigField &field : config::configFields()) {
        if (toText(field.key) == key)
            return &field;
    }
    return nullptr;
}

QString storeKey(const config::ConfigField &field)
{
    return u"server/"_s + toText(field.key);
}

QStringList choicesOf(const config::ConfigField &field)
{
    QStringList choices;
    if (field.rule == config::TextRule::choice) {
        for (const std::string_view choice : field.choices)
            choices << toText(choice);
    }
    return choices;
}

viewmodels::LimitScale scaleOf(const config::ConfigField &field, config::ServerConfig standard)
{
    if (config::sectionOf(field) != "limits" || !(field.most > field.least))
        return {};
    return {field.least, field.most, formOf(field, std::move(standard)).toDouble(),
        field.unit == "bytes"};
}

bool isList(const config::ConfigField &field, config::ServerConfig config)
{
    return std::holds_alternative<std::vector<std::string> *>(field.in(config));
}

} // namespace

ServerSettings::ServerSettings(viewmodels::SettingsList &list, QSettings *store)
    : m_list(list)
    , m_store(store)
{
}

void ServerSettings::applyKept(config::ServerConfig &config) const
{
    if (!m_store)
        return;
    const config::ServerConfig standard;
    std::map<std::string_view, std::string> kept; // by key
    for (const config::ConfigField &field : config::configFields()) {
        const QVariant value = m_store->value(storeKey(field));
        if (value.isValid() && formOf(field, config) == formOf(field, standard))
            kept[field.key] = value.toString().toStdString();
    }
    // All at once, for some hold only together (a broker and its key); without what is wrong.
    while (!kept.empty()) {
        config::ServerConfig tried = config;
        for (const config::ConfigField &field : config::configFields()) {
            const auto found = kept.find(field.key);
            if (found != kept.end()
                && !config::setFieldFromText(field, tried, found->second).empty())
                kept.erase(found);
        }
        const auto problem = config::validate(tried, "wavetape");
        if (!problem) {
            config = tried;
            return;
        }
        if (kept.erase(problem->key) == 0)
            kept.erase(kept.begin()); // it is about what was said elsewhere
    }
}

void ServerSettings::show(const config::ServerConfig &config)
{
    m_config = config;
    const config::ServerConfig standard;
    std::vector<viewmodels::SettingsList::Setting> settings;
    for (const config::ConfigField &field : config::configFields()) {
        const QString value = formOf(field, config);
        settings.push_back({.section = toText(config::sectionOf(field)),
            .key = toText(field.key),
            .unit = toText(field.unit),
            .help = toText(field.help),
            .allowed = toText(config::allowedValues(field)),
            .choices = choicesOf(field),
            .value = value,
            .standard = formOf(field, standard),
            .typed = value,
            .live = field.live,
            .many = isList(field, config),
            .scale = scaleOf(field, standard)});
    }
    m_list.assign(std::move(settings), [this](const QString &key, QString &text) {
        const config::ConfigField *field = findField(key);
        config::ServerConfig tried = m_config;
        if (!field)
            return u"is not a setting"_s;
        const std::string problem = config::setFieldFromText(*field, tried, text.toStdString());
        if (!problem.empty())
            return toText(problem);
        text = formOf(*field, tried);
        return QString();
    });
}

bool ServerSettings::needRestart(const config::ServerConfig &config) const
{
    const auto fields = config::configFields();
    return std::any_of(fields.begin(), fields.end(), [&](const config::ConfigField &field) {
        return !field.live && formOf(field, config) != formOf(field, m_config);
    });
}

std::optional<config::ServerConfig> ServerSettings::take()
{
    config::ServerConfig config = m_config;
    for (const auto &setting : m_list.settings()) {
        const config::ConfigField *field = findField(setting.key);
        if (!field || setting.typed == setting.value)
            continue;
        config::setFieldFromText(*field, config, setting.typed.toStdString());
    }
    if (const auto problem = config::validate(config, "wavetape")) {
        m_list.complain(toText(problem->key), toText(problem->text));
        return {};
    }
    // While the server that runs still does: it would end, and the next one not begin.
    if (!config.cluster.broker.empty()) {
        if (const auto access = ClusterAccess::read(config); !access) {
            m_list.complain(toText(access.error().key), toText(access.error().text));
            return {};
        }
    }
    for (const auto &setting : m_list.settings()) {
        const config::ConfigField *field = findField(setting.key);
        if (!m_store || !field || setting.typed == setting.value)
            continue;
        if (setting.typed == setting.standard)
            m_store->remove(storeKey(*field));
        else
            m_store->setValue(storeKey(*field), setting.typed);
    }
    return config;
}

} // namespace wavetape
