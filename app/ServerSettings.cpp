// SPDX-License-Identifier: GPL-3.0-or-later
#include "ServerSettings.h"

#include "config/ConfigField.h"
#include "config/ConfigReader.h"

#include <algorithm>

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
    // An IPv6 address has brackets of its own.
    const config::FieldPlace place = field.in(config);
    if (const auto *addresses = std::get_if<std::vector<config::ListenAddress> *>(&place)) {
        QStringList parts;
        for (const config::ListenAddress &address : **addresses) {
            const QString host = toText(address.host);
            parts << (host.contains(u':') ? u'[' + host + u']' : host) + u':'
                    + QString::number(address.port) + (address.optional ? u"?"_s : QString());
        }
        text = parts.join(u", "_s);
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
    for (const config::ConfigField &field : config::configFields()) {
        const QVariant kept = m_store->value(storeKey(field));
        if (!kept.isValid() || formOf(field, config) != formOf(field, standard))
            continue;
        config::ServerConfig tried = config;
        if (config::setFieldFromText(field, tried, kept.toString().toStdString()).empty()
            && !config::validate(tried, "wavetape"))
            config = tried;
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
