// The engine's SQL is that which PostgreSQL, YugabyteDB, CockroachDB and Citus have in common.
#include <filesystem>
#include <regex>
#include <sstream>

#include "pch.h"
#include "support/whole_file.h"

namespace urna::storage {
namespace {

const std::filesystem::path kRoom = URNA_POSTGRES_ROOM;

// What at least one of them lacks, or does otherwise.
const std::vector<std::string> kForbidden = {
    "serial",     "sequences",  "nextval",     "generated", "identity",  "trigger",    "rule",
    "listen",     "notify",     "unlisten",    "declare",   "cursor",    "fetch",      "move",
    "advisory",   "lock table", "temp",        "temporary", "unlogged",  "inherits",   "partition",
    "tablespace", "extension",  "function",    "procedure", "do \\$",    "copy",       "vacuum",
    "cluster",    "checkpoint", "prepare",     "savepoint", "returning", "with",       "merge",
    "ctid",       "xmin",       "oid",         "regclass",  "json",      "jsonb",      "hstore",
    "timestamp",  "interval",   "domain",      "enum",      "collate",   "deferrable", "references",
    "foreign",    "check",      "exclude",     "using",     "alter",     "drop",       "truncate",
    "set local",  "pg_notify",  "skip locked", "nowait",    "integer",   "int4",       "smallint",
    "numeric",    "boolean",    "varchar",     "char",      "uuid"};

// The literals of the file, joined as the compiler does.
std::string StatementsIn(const std::string& source) {
  std::string statements;
  static const std::regex kLiteral("\"([^\"]*)\"");
  for (std::sregex_iterator it(source.begin(), source.end(), kLiteral), end; it != end; ++it) {
    statements += (*it)[1].str();
    statements += " ";
  }
  std::transform(statements.begin(), statements.end(), statements.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return statements;
}

bool Speaks(const std::string& statements, const std::string& word) {
  return std::regex_search(statements, std::regex("(^|[^a-z_])" + word + "([^a-z_]|$)"));
}

TEST(Sql, HasNothingThatOneOfTheDatabasesLacks) {
  const std::string statements = StatementsIn(WholeFile(kRoom / "sql.h"));
  ASSERT_TRUE(Speaks(statements, "select"));
  for (const std::string& word : kForbidden) {
    EXPECT_FALSE(Speaks(statements, word)) << word;
  }
}

TEST(Sql, HasColumnsOfThreeTypes) {
  const std::string source = WholeFile(kRoom / "sql.h");
  static const std::regex kColumn("([a-z_]+) ([a-z]+) NOT NULL");
  int columns = 0;
  for (std::sregex_iterator it(source.begin(), source.end(), kColumn), end; it != end; ++it) {
    ++columns;
    const std::string type = (*it)[2].str();
    EXPECT_TRUE(type == "bigint" || type == "bytea" || type == "text") << (*it)[0].str();
  }
  EXPECT_EQ(columns, 11);
}

TEST(Sql, StandsInOneFile) {
  static const std::regex kStatement(
      "\"(SELECT|INSERT|UPDATE|DELETE|CREATE|BEGIN|SET|SHOW|ALTER|DROP|WITH) [A-Za-z_]");
  ASSERT_TRUE(std::regex_search(WholeFile(kRoom / "sql.h"), kStatement));
  for (const auto& file : std::filesystem::directory_iterator(kRoom)) {
    if (file.path().filename() == "sql.h") continue;
    EXPECT_FALSE(std::regex_search(WholeFile(file.path()), kStatement)) << file.path();
  }
}

}  // namespace
}  // namespace urna::storage
