// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/IoThreadPool.h"

#include <algorithm>

namespace wavetape::net {

void IoThreadPool::create(ServerContext &context, unsigned count)
{
    for (unsigned i = 0; i < count; ++i)
        m_threads.push_back(std::make_unique<IoThread>(context, i, count));
}

void IoThreadPool::start()
{
    for (const auto &thread : m_threads)
        thread->start();
}

void IoThreadPool::stop(bool reset)
{
    for (const auto &thread : m_threads)
        thread->stop(reset);
}

IoThread &IoThreadPool::leastLoaded()
{
    return **std::min_element(m_threads.begin(), m_threads.end(),
        [](const auto &a, const auto &b) { return a->load() < b->load(); });
}

uint64_t IoThreadPool::queuedBytes() const
{
    uint64_t bytes = 0;
    for (const auto &thread : m_threads)
        bytes += std::as_const(*thread).stats().queuedBytes.value();
    return bytes;
}

} // namespace wavetape::net
