// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/ConfigText.h"

#include "config/ConfigField.h"

namespace wavetape::config {

std::vector<Setting> listSettings(const ServerConfig &config)
{
    const ServerConfig defaults;
    std::vector<Setting> settings;
    for (const ConfigField &field : configFields()) {
        Setting setting;
        setting.key = field.key;
        setting.flag = field.flag;
        setting.environment = environmentName(field);
        setting.unit = field.unit;
        setting.help = field.help;
        setting.value = tomlValue(field, config);
        setting.defaultValue = tomlValue(field, defaults);
        setting.changed = setting.value != setting.defaultValue;
        settings.push_back(std::move(setting));
    }
    return settings;
}

std::string configAsToml(const ServerConfig &config)
{
    std::string text
        = "# Wavetape's settings. Later wins: this file (--config FILE), the environment "
          "(WAVETAPE_<SECTION>_<KEY>), the command line.\n"
          "# Sizes are in bytes and take \"16M\" too (K, M, G: times 1024), durations are in "
          "ms.\n\n";
    std::string_view section;
    const ServerConfig defaults;
    for (const ConfigField &field : configFields()) {
        if (sectionOf(field) != section) {
            section = sectionOf(field);
            text += "[" + std::string(section) + "]\n";
        }
        const size_t skip = section.empty() ? 0 : section.size() + 1;
        text += "# " + std::string(field.help);
        if (!field.unit.empty())
            text += " [" + std::string(field.unit) + "]";
        if (!field.flag.empty())
            text += " (" + std::string(field.flag) + ")";
        const std::string value = tomlValue(field, config);
        if (const std::string usual = tomlValue(field, defaults); usual != value)
            text += "; default: " + usual;
        text += "\n" + std::string(field.key.substr(skip)) + " = " + value + "\n\n";
    }
    text.pop_back();
    return text;
}

} // namespace wavetape::config
