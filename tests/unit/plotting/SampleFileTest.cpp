// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/SampleFile.h"

#include <gtest/gtest.h>

#include <QFile>
#include <QTemporaryDir>
#include <QtEndian>

#include <cmath>

using namespace wavetape::plotting;

namespace {

class SampleFileTest : public testing::Test {
protected:
    QByteArray saved(const QString &name, const std::vector<float> &samples)
    {
        const QUrl url = QUrl::fromLocalFile(m_folder.filePath(name));
        const QString error = saveSamples(url, {samples, 1000, 1700000000000000});
        EXPECT_EQ(error.toStdString(), "");
        QFile file(url.toLocalFile());
        EXPECT_TRUE(file.open(QIODevice::ReadOnly));
        return file.readAll();
    }

    QTemporaryDir m_folder;
};

} // namespace

TEST_F(SampleFileTest, writesLinesWithAnEmptyValueForAGap)
{
    EXPECT_EQ(saved("a.csv", {1.5f, NAN, -0.1f}).toStdString(),
        "time,value\n1700000000.0000000,1.5\n1700000000.0010000,\n1700000000.0020000,-0.1\n");
}

TEST_F(SampleFileTest, writesBareFloats)
{
    const QByteArray bytes = saved("a.f32", {1.5f, -2});
    ASSERT_EQ(bytes.size(), 8);
    EXPECT_EQ(qFromLittleEndian<float>(bytes.data()), 1.5f);
    EXPECT_EQ(qFromLittleEndian<float>(bytes.data() + 4), -2.0f);
}

TEST_F(SampleFileTest, writesAWaveFile)
{
    const QByteArray bytes = saved("a.wav", {0.5f, NAN, 1});
    EXPECT_EQ(bytes.left(4), "RIFF");
    EXPECT_EQ(qFromLittleEndian<quint32>(bytes.data() + 4), bytes.size() - 8);
    EXPECT_EQ(bytes.mid(8, 8), "WAVEfmt ");
    EXPECT_EQ(qFromLittleEndian<quint16>(bytes.data() + 20), 3) << "IEEE float";
    EXPECT_EQ(qFromLittleEndian<quint32>(bytes.data() + 24), 1000u);
    const qsizetype data = bytes.indexOf("data");
    EXPECT_EQ(qFromLittleEndian<quint32>(bytes.data() + data + 4), 12u);
    EXPECT_EQ(data + 8 + 12, bytes.size());
    EXPECT_EQ(qFromLittleEndian<float>(bytes.data() + data + 12), 0.0f) << "a gap is silence";
}

TEST_F(SampleFileTest, saysWhatWentWrong)
{
    const std::vector<float> samples {1};
    EXPECT_FALSE(
        saveSamples(QUrl::fromLocalFile("/nowhere/at/all.csv"), {samples, 1, 0}).isEmpty());
    EXPECT_FALSE(saveSamples(QUrl(), {samples, 1, 0}).isEmpty());
    EXPECT_FALSE(saveSamples(QUrl::fromLocalFile(m_folder.filePath("x.csv")), {}).isEmpty());
}
