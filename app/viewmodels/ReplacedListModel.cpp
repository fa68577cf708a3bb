// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewmodels/ReplacedListModel.h"

namespace wavetape::viewmodels {

void ReplacedListModel::tellReplaced(int rows)
{
    if (rows > m_told) {
        beginInsertRows({}, m_told, rows - 1);
        m_told = rows;
        endInsertRows();
    } else if (rows < m_told) {
        beginRemoveRows({}, rows, m_told - 1);
        m_told = rows;
        endRemoveRows();
    }
    if (rows > 0)
        Q_EMIT dataChanged(index(0), index(rows - 1));
}

} // namespace wavetape::viewmodels
