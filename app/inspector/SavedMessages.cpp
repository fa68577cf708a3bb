// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/SavedMessages.h"

#include "inspector/PayloadText.h"

#include <algorithm>

namespace wavetape::inspector {

using namespace Qt::StringLiterals;

namespace {
constexpr auto kGroup = "inspector/messages";
}

SavedMessages::SavedMessages(QObject *parent)
    : QAbstractListModel(parent)
    , m_messages {
          {tr("Subscribe AAPL"), 0, uR"({"type":"subscribe","id":1,"channel":"ticker.AAPL"})"_s},
          {tr("Subscribe trades"), 0, uR"({"type":"subscribe","id":2,"channel":"trades.*"})"_s},
          {tr("Subscribe a wave"), 0, uR"({"type":"subscribe","id":3,"channel":"wave.ecg"})"_s},
          {tr("Greet"), 0, uR"({"type":"greet","msg":"Hello Server!"})"_s},
          {tr("List channels"), 0, uR"({"type":"list","id":5,"prefix":"book."})"_s},
          {tr("Three floats"), 2, u"1.5, 2.7, 3.14"_s},
      }
{
}

void SavedMessages::setStore(QSettings *store)
{
    m_store = store;
    if (!store || !store->contains(QLatin1String(kGroup) + u"/size"_s))
        return;
    beginResetModel();
    m_messages.clear();
    const int size = std::min(int(kLimit), store->beginReadArray(QLatin1String(kGroup)));
    for (int i = 0; i < size; ++i) {
        store->setArrayIndex(i);
        m_messages.push_back({store->value("name").toString().left(80),
            std::clamp(store->value("form").toInt(), 0, 2),
            store->value("text").toString().left(kMostText)});
    }
    store->endArray();
    endResetModel();
    Q_EMIT countChanged();
}

void SavedMessages::keep()
{
    if (!m_store)
        return;
    m_store->beginWriteArray(QLatin1String(kGroup), int(m_messages.size()));
    for (int i = 0; i < int(m_messages.size()); ++i) {
        m_store->setArrayIndex(i);
        m_store->setValue("name", m_messages[size_t(i)].name);
        m_store->setValue("form", m_messages[size_t(i)].form);
        m_store->setValue("text", m_messages[size_t(i)].text);
    }
    m_store->endArray();
}

void SavedMessages::add(const QString &name, int form, const QString &text)
{
    if (text.isEmpty() || text.size() > kMostText)
        return;
    const QString title = name.trimmed().isEmpty() ? text.left(40) : name.trimmed().left(80);
    const Message message {title, form, withoutSecrets(text)};
    const auto known = std::find_if(m_messages.begin(), m_messages.end(),
        [&](const Message &other) { return other.name == title; });
    if (known != m_messages.end()) {
        *known = message;
        const int row = int(known - m_messages.begin());
        Q_EMIT dataChanged(index(row), index(row));
    } else if (m_messages.size() < kLimit) {
        beginInsertRows({}, count(), count());
        m_messages.push_back(message);
        endInsertRows();
    }
    keep();
    Q_EMIT countChanged();
}

void SavedMessages::remove(int row)
{
    if (row < 0 || row >= count())
        return;
    beginRemoveRows({}, row, row);
    m_messages.erase(m_messages.begin() + row);
    endRemoveRows();
    keep();
    Q_EMIT countChanged();
}

QString SavedMessages::textAt(int row) const
{
    return row >= 0 && row < count() ? m_messages[size_t(row)].text : QString();
}

int SavedMessages::formAt(int row) const
{
    return row >= 0 && row < count() ? m_messages[size_t(row)].form : 0;
}

int SavedMessages::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant SavedMessages::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= count())
        return {};
    const Message &message = m_messages[size_t(index.row())];
    switch (role) {
    case Name:
        return message.name;
    case Form:
        return message.form;
    case Text:
        return message.text;
    default:
        return {};
    }
}

QHash<int, QByteArray> SavedMessages::roleNames() const
{
    return {{Name, "name"}, {Form, "form"}, {Text, "text"}};
}

} // namespace wavetape::inspector
