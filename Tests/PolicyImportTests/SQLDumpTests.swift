import Testing

@testable import PolicyImport

@Suite struct SQLDumpTests {
    private static func rows(_ text: String) -> [[String: String]] {
        SQLDump(text, tables: ["t"]).rows["t"]?.map(\.fields) ?? []
    }

    private static let table =
        "CREATE TABLE `t` (\n  `a` varchar(9) DEFAULT 'x),',\n  `b` int,\n  KEY `a` (`a`,`b`)\n);\n"

    @Test func rowsHaveTheColumnsOfTheTable() {
        #expect(
            Self.rows(Self.table + "INSERT INTO `t` VALUES ('1',2),('3',NULL);") == [["a": "1", "b": "2"], ["a": "3"]]
        )
    }

    @Test func orThoseThatTheStatementNames() {
        #expect(Self.rows("INSERT INTO `t` (`b`, `a`) VALUES (1,'2');") == [["b": "1", "a": "2"]])
    }

    @Test(arguments: [
        (#"'it\'s'"#, "it's"), ("'it''s'", "it's"), (#"'a\\'"#, "a\\"), (#"'a\nb'"#, "a\nb"), ("_utf8mb4'x'", "x"),
        ("-1.5", "-1.5"),
        ("'a;b),(c'", "a;b),(c"), ("0x41", "0x41"),
    ])
    func valuesAreReadAsMySQLWritesThem(_ written: String, _ value: String) {
        #expect(Self.rows("INSERT INTO `t` (`a`) VALUES (\(written));") == [["a": value]])
    }

    @Test func partsOfANameAndCharacterSetsWithoutEndAreReadThrough() {
        let (names, sets) = (String(repeating: "a.", count: 300_000), String(repeating: "_a ", count: 300_000))
        #expect(Self.rows("INSERT INTO \(names)`t` (`a`) VALUES (\(sets)'x');") == [["a": "x"]])
    }

    @Test func commentsAndOtherStatementsArePassed() {
        let text = """
            -- a ' in a comment
            /*!40000 ALTER TABLE `t` DISABLE KEYS */;
            # and another '
            SET @a = 'INSERT INTO `t` VALUES (9);';
            INSERT INTO `other` VALUES ('); INSERT INTO `t` (`a`) VALUES (8);');
            INSERT INTO `t` (`a`) VALUES (1);
            """
        #expect(Self.rows(text) == [["a": "1"]])
    }

    @Test func rowsKnowTheirLines() {
        let dump = SQLDump("INSERT INTO `t` (`a`) VALUES\n('1\n'),\n('2');", tables: ["t"])
        #expect(dump.rows["t"]?.map(\.line) == [2, 4])
    }

    @Test func withoutColumnsNothingIsGuessed() {
        let dump = SQLDump("INSERT INTO `t` VALUES (1);", tables: ["t"])
        #expect(dump.rows["t"] == nil)
        #expect(dump.problems.map(\.line) == [1])
    }
}
