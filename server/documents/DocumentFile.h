// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "documents/Document.h"

#include <tl/expected.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace wavetape::documents {

/// A document's file: a mark, then each update with its length before it. Updates go behind it as
/// they come, so that a process that is killed leaves all that it had taken; where a state took the
/// place of others a new file takes the place of the old one. Readable by its owner alone. Errors
/// are one sentence with the path. One thread at a time.
class DocumentFile {
public:
    /// `path`: empty: there is none, and nothing is written.
    explicit DocumentFile(std::string path)
        : m_path(std::move(path))
    {
    }
    ~DocumentFile();
    DocumentFile(const DocumentFile &) = delete;
    DocumentFile &operator=(const DocumentFile &) = delete;

    bool exists() const;
    /// Has `document` go on with what is in it; an end that was cut off is left out.
    tl::expected<void, std::string> read(Document &document);
    /// Writes what the last apply() made of the document.
    tl::expected<void, std::string> append(std::string_view update);
    tl::expected<void, std::string> replace(const Document &document);

private:
    tl::expected<void, std::string> open(bool fresh, const std::string &path);
    std::string trouble(std::string_view what) const;

    const std::string m_path;
    int m_file = -1;
};

} // namespace wavetape::documents
