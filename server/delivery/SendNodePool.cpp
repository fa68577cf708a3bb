// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/SendNodePool.h"

#include <algorithm>
#include <utility>

namespace wavetape::delivery {

namespace {
// The pool keeps what a burst needed, up to this many nodes.
constexpr size_t kPooledNodes = 65'536;
constexpr size_t kShrinkPart = 16;
} // namespace

SendNodePool::~SendNodePool()
{
    while (m_free)
        delete std::exchange(m_free, m_free->next);
}

SendNode *SendNodePool::take()
{
    if (!m_free)
        return new SendNode;
    SendNode *node = std::exchange(m_free, m_free->next);
    m_least = std::min(m_least, --m_count);
    node->next = nullptr;
    return node;
}

void SendNodePool::shrink()
{
    for (size_t spare = (m_least + kShrinkPart - 1) / kShrinkPart; spare > 0; --spare) {
        delete std::exchange(m_free, m_free->next);
        --m_count;
    }
    m_least = m_count;
}

void SendNodePool::give(SendNode *node)
{
    if (m_count >= kPooledNodes) {
        delete node;
        return;
    }
    *node = SendNode {};
    node->next = m_free;
    m_free = node;
    ++m_count;
}

} // namespace wavetape::delivery
