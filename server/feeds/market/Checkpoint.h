// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

/// A market's state as bytes: what an `archive()` of the simulator's classes writes or reads. The
/// same function does both, so that what is written is what is read. Little-endian machines only;
/// no file travels between processors of different kinds.
namespace wavetape::feeds::market {

class CheckpointWriter {
public:
    static constexpr bool kReads = false;

    template <typename... Values>
    void operator()(Values &...values)
    {
        (one(values), ...);
    }
    void text(const std::string &value)
    {
        const auto size = static_cast<uint32_t>(value.size());
        one(size);
        m_out.append(value);
    }
    /// Elements of a container, each through `element`.
    template <typename Container, typename Element>
    void sequence(Container &values, size_t /*most*/, Element element)
    {
        const auto size = static_cast<uint32_t>(values.size());
        one(size);
        for (auto &value : values)
            element(value);
    }
    std::string take() { return std::move(m_out); }

private:
    template <typename Value>
    void one(const Value &value)
    {
        static_assert(std::is_trivially_copyable_v<Value>);
        m_out.append(reinterpret_cast<const char *>(&value), sizeof value);
    }
    std::string m_out;
};

class CheckpointReader {
public:
    static constexpr bool kReads = true;

    explicit CheckpointReader(std::string_view bytes)
        : m_rest(bytes)
    {
    }
    /// Throws std::invalid_argument where the bytes end too early.
    template <typename... Values>
    void operator()(Values &...values)
    {
        (one(values), ...);
    }
    void text(std::string &value)
    {
        uint32_t size = 0;
        one(size);
        value.assign(take(size));
    }
    template <typename Container, typename Element>
    void sequence(Container &values, size_t most, Element element)
    {
        uint32_t size = 0;
        one(size);
        if (size > most)
            throw std::invalid_argument("the checkpoint is damaged: a list is too long");
        values.resize(size);
        for (auto &value : values)
            element(value);
    }
    bool atEnd() const { return m_rest.empty(); }

private:
    std::string_view take(size_t size)
    {
        if (size > m_rest.size())
            throw std::invalid_argument("the checkpoint is cut short");
        const std::string_view bytes = m_rest.substr(0, size);
        m_rest.remove_prefix(size);
        return bytes;
    }
    template <typename Value>
    void one(Value &value)
    {
        static_assert(std::is_trivially_copyable_v<Value>);
        std::memcpy(&value, take(sizeof value).data(), sizeof value);
    }
    std::string_view m_rest;
};

/// Puts `body` into an envelope with version, market model, length and checksum.
std::string sealCheckpoint(std::string_view body);
/// The body of an envelope. Throws std::invalid_argument with a sentence where it is cut, altered
/// or of another version.
std::string_view openCheckpoint(std::string_view bytes);

} // namespace wavetape::feeds::market
