// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/AdminTokenFile.h"

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

using namespace wavetape::security;
namespace fs = std::filesystem;

namespace {

class Folder {
public:
    Folder()
    {
        std::string form = (fs::temp_directory_path() / "wavetape-token-XXXXXX").string();
        m_path = mkdtemp(form.data());
    }
    ~Folder() { fs::remove_all(m_path); }
    fs::path operator/(const char *name) const { return m_path / name; }

private:
    fs::path m_path;
};

std::string read(const fs::path &path)
{
    std::ifstream file(path);
    std::string text;
    std::getline(file, text);
    return text;
}

unsigned mode(const fs::path &path)
{
    struct stat info { };
    return ::lstat(path.c_str(), &info) == 0 ? info.st_mode & 07777 : 0;
}

} // namespace

TEST(AdminToken, is256RandomBits)
{
    std::set<std::string> seen;
    for (int i = 0; i < 100; ++i) {
        const auto token = AdminToken::generate();
        EXPECT_EQ(token.text().size(), 64u);
        EXPECT_EQ(token.text().find_first_not_of("0123456789abcdef"), std::string::npos);
        seen.insert(token.text());
    }
    EXPECT_EQ(seen.size(), 100u);
}

TEST(AdminToken, matchesItselfOnly)
{
    const auto token = AdminToken::generate();
    EXPECT_TRUE(token.matches(token.text()));
    for (size_t i = 0; i < token.text().size(); ++i) {
        std::string other = token.text();
        other[i] = other[i] == '0' ? '1' : '0';
        EXPECT_FALSE(token.matches(other));
        EXPECT_FALSE(token.matches(token.text().substr(0, i)));
    }
    EXPECT_FALSE(token.matches(token.text() + "0"));
    EXPECT_FALSE(token.matches(""));
    EXPECT_FALSE(AdminToken().matches("")) << "no token is not an empty one";
}

TEST(AdminTokenFile, isItsOwnersAloneAndGoesWithTheObject)
{
    const Folder folder;
    const auto path = folder / "run/wavetape/8080.token";
    const auto token = AdminToken::generate();
    {
        const auto file = AdminTokenFile::write(path, token);
        ASSERT_TRUE(file) << file.error();
        EXPECT_EQ(read(path), token.text());
        EXPECT_EQ(mode(path), 0600u);
        EXPECT_EQ(mode(path.parent_path()), 0700u);
    }
    EXPECT_FALSE(fs::exists(path));
    EXPECT_TRUE(fs::is_empty(path.parent_path())) << "left something behind";
}

TEST(AdminTokenFile, replacesALinkAndNeverWritesThroughIt)
{
    const Folder folder;
    const auto path = folder / "8080.token";
    const auto victim = folder / "victim";
    std::ofstream(victim) << "precious\n";
    fs::create_symlink(victim, path);
    fs::create_hard_link(victim, folder / "9090.token");
    const auto token = AdminToken::generate();
    const auto file = AdminTokenFile::write(path, token);
    const auto hard = AdminTokenFile::write(folder / "9090.token", token);
    ASSERT_TRUE(file && hard);
    EXPECT_EQ(read(victim), "precious");
    EXPECT_TRUE(fs::is_regular_file(fs::symlink_status(path)));
    EXPECT_EQ(read(path), token.text());
}

TEST(AdminTokenFile, refusesAFolderThatIsALinkOrThatOthersWriteTo)
{
    const Folder folder;
    fs::create_directory(folder / "real");
    fs::create_directory_symlink(folder / "real", folder / "link");
    const auto token = AdminToken::generate();
    const auto linked = AdminTokenFile::write(folder / "link/8080.token", token);
    ASSERT_FALSE(linked);
    EXPECT_NE(linked.error().find("link/8080.token"), std::string::npos);
    EXPECT_TRUE(fs::is_empty(folder / "real"));

    for (const auto extra : {fs::perms::group_write, fs::perms::others_write}) {
        fs::permissions(folder / "real", fs::perms::owner_all | extra);
        const auto open = AdminTokenFile::write(folder / "real/8080.token", token);
        ASSERT_FALSE(open);
        EXPECT_NE(open.error().find("others can write"), std::string::npos);
    }
}

TEST(AdminTokenFile, doesNotTellTheTokenWhereItFails)
{
    const Folder folder;
    std::ofstream(folder / "file") << "x";
    const auto token = AdminToken::generate();
    for (const auto &path :
        {folder / "file/8080.token", folder / "", fs::path("/proc/nowhere/x.token")}) {
        const auto file = AdminTokenFile::write(path, token);
        ASSERT_FALSE(file) << path;
        EXPECT_EQ(file.error().find(token.text()), std::string::npos);
    }
}

TEST(AdminTokenFile, leavesAnotherInstancesFile)
{
    const Folder folder;
    const auto path = folder / "8080.token";
    const auto second = AdminToken::generate();
    auto first = AdminTokenFile::write(path, AdminToken::generate());
    ASSERT_TRUE(first);
    const auto other = AdminTokenFile::write(path, second);
    ASSERT_TRUE(other);
    first->remove();
    EXPECT_EQ(read(path), second.text());
}

TEST(AdminTokenFile, isLookedForWhereTheEnvironmentSays)
{
    setenv("XDG_RUNTIME_DIR", "/run/user/7", 1);
    EXPECT_EQ(AdminTokenFile::defaultPath(8080), "/run/user/7/wavetape/8080.token");
    setenv("XDG_RUNTIME_DIR", "relative", 1);
    setenv("XDG_STATE_HOME", "/state", 1);
    EXPECT_EQ(AdminTokenFile::defaultPath(1), "/state/wavetape/1.token");
    unsetenv("XDG_RUNTIME_DIR");
    unsetenv("XDG_STATE_HOME");
    setenv("HOME", "/home/x", 1);
    EXPECT_EQ(AdminTokenFile::defaultPath(65535), "/home/x/.local/state/wavetape/65535.token");
    for (const char *none : {"/", ""}) {
        setenv("HOME", none, 1);
        EXPECT_EQ(AdminTokenFile::defaultPath(1), "");
    }
    unsetenv("HOME");
    EXPECT_EQ(AdminTokenFile::defaultPath(1), "");
    setenv("STATE_DIRECTORY", "/var/lib/a:/var/lib/b", 1);
    EXPECT_EQ(AdminTokenFile::defaultPath(1), "/var/lib/a/1.token");
    setenv("RUNTIME_DIRECTORY", "/run/a", 1);
    setenv("XDG_RUNTIME_DIR", "/run/user/7", 1);
    EXPECT_EQ(AdminTokenFile::defaultPath(1), "/run/a/1.token");
    for (const char *name : {"STATE_DIRECTORY", "RUNTIME_DIRECTORY", "XDG_RUNTIME_DIR"})
        unsetenv(name);
}
