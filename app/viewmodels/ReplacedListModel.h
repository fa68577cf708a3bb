// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

namespace wavetape::viewmodels {

// A list whose content is replaced as a whole, several times a second: views keep their delegates
// and are told of new or lost rows only at the end. GUI thread.
class ReplacedListModel : public QAbstractListModel {
    Q_OBJECT
    QML_ANONYMOUS
public:
    int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : m_told;
    }

protected:
    using QAbstractListModel::QAbstractListModel;

    // Call when data() already answers from the new content, of `rows` rows.
    void tellReplaced(int rows);

private:
    int m_told = 0;
};

} // namespace wavetape::viewmodels
