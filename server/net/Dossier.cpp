// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/Dossier.h"

namespace wavetape::net {

namespace {
// Counted in full from the start, and with the room that a vector takes beyond it, so that growth
// cannot pass the bound.
constexpr size_t kHistories = 2 * 64 * sizeof(double);
static_assert(Dossier::kHistory <= 64);
} // namespace

size_t DossierStore::cost(const Dossier &dossier)
{
    return sizeof(Dossier) + kHistories + dossier.request.capacity() + dossier.response.capacity()
        + dossier.path.capacity() + dossier.origin.capacity() + dossier.agent.capacity()
        + dossier.keptBy.capacity();
}

Dossier &DossierStore::open(uint64_t connection, Dossier dossier)
{
    m_bytes += cost(dossier);
    Dossier &kept = m_dossiers[connection] = std::move(dossier);
    m_order.push_back(connection);
    while (
        (m_dossiers.size() > m_maxCount || m_bytes > m_maxBytes || m_order.size() > 2 * m_maxCount)
        && m_order.front() != connection) {
        close(m_order.front());
        m_order.pop_front();
    }
    return kept;
}

Dossier *DossierStore::find(uint64_t connection)
{
    const auto it = m_dossiers.find(connection);
    return it == m_dossiers.end() ? nullptr : &it->second;
}

void DossierStore::close(uint64_t connection)
{
    const auto it = m_dossiers.find(connection);
    if (it == m_dossiers.end())
        return;
    m_bytes -= cost(it->second);
    m_dossiers.erase(it);
}

} // namespace wavetape::net
