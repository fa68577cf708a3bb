// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/LogFilter.h"
#include "inspector/MessageLog.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <deque>
#include <memory>
#include <optional>

namespace wavetape::inspector {

// The part of a MessageLog that is on the screen: as many rows as fit, and which lines they show. A
// refresh, whatever came in between, binds these rows anew and nothing else. Filtering and
// searching look at a slice per refresh, so the window never waits for either. GUI thread.
class LogView : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to the InspectorSession")
    Q_PROPERTY(int rows READ rows WRITE setRows NOTIFY rowsChanged)
    Q_PROPERTY(double top READ top WRITE setTop NOTIFY moved)
    Q_PROPERTY(double total READ total NOTIFY moved)
    Q_PROPERTY(bool follow READ isFollowing WRITE setFollow NOTIFY moved)
    Q_PROPERTY(QString text READ text WRITE setText NOTIFY filterChanged)
    Q_PROPERTY(Only only READ only WRITE setOnly NOTIFY filterChanged)
    Q_PROPERTY(double current READ current WRITE setCurrent NOTIFY currentChanged)
    Q_PROPERTY(bool busy READ isBusy NOTIFY moved)
    // What is looked for; how many lines hold it by now, and the place among them of the chosen
    // line (from 1; 0: it is none of them).
    Q_PROPERTY(QString find READ find WRITE setFind NOTIFY foundChanged)
    Q_PROPERTY(double hits READ hits NOTIFY foundChanged)
    Q_PROPERTY(double hit READ hit NOTIFY foundChanged)
    // A place in JSON messages (JsonPath.h) whose value every line tells; "": none.
    Q_PROPERTY(QString column READ column WRITE setColumn NOTIFY columnChanged)
    Q_PROPERTY(double held READ held NOTIFY moved)
    Q_PROPERTY(double heldBytes READ heldBytes NOTIFY moved)
    Q_PROPERTY(double dropped READ dropped NOTIFY moved)
public:
    enum Only { Everything, Messages, Control, Incoming, Outgoing };
    Q_ENUM(Only)
    enum Role {
        Number = Qt::UserRole + 1,
        TimeText,
        Kind,
        Out,
        Size,
        Header,
        Summary,
        Current,
        Shown,
        Watched, // the value of `column`
    };
    static constexpr int kMostRows = 200;

    explicit LogView(std::shared_ptr<MessageLog> log, QObject *parent = nullptr);

    int rows() const { return m_rows; }
    void setRows(int rows);
    // The place of the first row among the lines that pass the filter.
    double top() const { return double(m_top); }
    void setTop(double top);
    double total() const { return double(m_total); }
    bool isFollowing() const { return m_follow; }
    void setFollow(bool follow);
    QString text() const { return m_text; }
    void setText(const QString &text);
    Only only() const { return m_only; }
    void setOnly(Only only);
    // The number of the chosen line, -1 for none.
    double current() const { return double(m_current); }
    void setCurrent(double number);
    bool isBusy() const { return m_scanned < m_extent.end || m_searched < m_extent.end; }
    QString find() const { return m_find; }
    void setFind(const QString &text);
    double hits() const { return double(m_hits.size()); }
    double hit() const;
    QString column() const { return m_column; }
    void setColumn(const QString &path);
    double held() const { return double(m_extent.size()); }
    double heldBytes() const { return double(m_extent.bytes); }
    double dropped() const { return double(m_extent.dropped); }

    // Looks at what is new: to be called a few times a second while isBusy() or after new lines.
    void refresh();
    // Moves the choice by so many lines.
    Q_INVOKABLE void step(int by);
    // Chooses the next or the previous line that holds what is looked for, round the end; the view
    // no longer follows the newest.
    Q_INVOKABLE void findNext(bool forward);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void rowsChanged();
    void moved();
    void filterChanged();
    void currentChanged();
    void foundChanged();
    void columnChanged();
    // Work is left: refresh() is wanted soon.
    void wanting();

private:
    struct Row {
        uint64_t number = 0;
        QString time, kind, size, header, summary, watched;
        bool outgoing = false;
    };
    void startFilter();
    void scan();
    void lookOn();
    void arrange();
    uint64_t numberAt(uint64_t place) const;
    uint64_t placeOf(uint64_t number) const;
    void show(uint64_t number);
    Row describe(uint64_t number, const LogEntry &entry) const;

    std::shared_ptr<MessageLog> m_log;
    MessageLog::Extent m_extent;
    LogFilter m_filter;
    QString m_text;
    Only m_only = Everything;
    std::deque<uint64_t> m_matches; // numbers, where there is a filter
    uint64_t m_scanned = 0; // all before it were looked at
    uint64_t m_total = 0;
    uint64_t m_top = 0;
    uint64_t m_anchor = 0; // the number that the first row shows
    bool m_follow = true;
    int m_rows = 0;
    int64_t m_current = -1;
    std::vector<Row> m_shown;
    QString m_column;
    QString m_find;
    TextNeedle m_needle;
    std::deque<uint64_t> m_hits; // numbers of lines that pass the filter and hold it
    uint64_t m_searched = 0; // all before it were looked at
    bool m_wantsHit = false; // findNext() waits for the first
};

} // namespace wavetape::inspector
