using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ConvoWeb.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Rollups : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_conversations_owner_id_source_external_id",
                table: "conversations");

            migrationBuilder.AddColumn<long>(
                name: "begun_at",
                table: "drafts",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "first_delta_at",
                table: "drafts",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "prices",
                columns: table => new
                {
                    owner_id = table.Column<string>(type: "TEXT", nullable: false),
                    model = table.Column<string>(type: "TEXT", nullable: false),
                    from_day = table.Column<int>(type: "INTEGER", nullable: false),
                    input_micros = table.Column<long>(type: "INTEGER", nullable: false),
                    output_micros = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_prices", x => new { x.owner_id, x.model, x.from_day });
                });

            migrationBuilder.CreateTable(
                name: "rollup_owners",
                columns: table => new
                {
                    owner_id = table.Column<string>(type: "TEXT", nullable: false),
                    era = table.Column<int>(type: "INTEGER", nullable: false),
                    time_zone = table.Column<string>(type: "TEXT", nullable: false),
                    is_chosen = table.Column<bool>(type: "INTEGER", nullable: false),
                    next_era = table.Column<int>(type: "INTEGER", nullable: true),
                    next_time_zone = table.Column<string>(type: "TEXT", nullable: true),
                    counted_at = table.Column<long>(type: "INTEGER", nullable: false),
                    counted_to = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_rollup_owners", x => x.owner_id);
                });

            migrationBuilder.Sql(Table);

            migrationBuilder.CreateIndex(
                name: "IX_conversations_owner_id_source_external_id",
                table: "conversations",
                columns: new[] { "owner_id", "source", "external_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_rollups_owner_id_era_kind_personality_id_at_name",
                table: "rollups",
                columns: new[] { "owner_id", "era", "kind", "personality_id", "at", "name" });
        }

        /// <summary>Ordered as it is read, without a second tree beside it: EF Core cannot say that. What is there already is counted when the program runs.</summary>
        private const string Table =
            """
            CREATE TABLE rollups (
                owner_id TEXT NOT NULL,
                era INTEGER NOT NULL,
                kind INTEGER NOT NULL,
                at INTEGER NOT NULL,
                personality_id TEXT NOT NULL,
                name TEXT NOT NULL,
                conversations INTEGER NOT NULL,
                user_messages INTEGER NOT NULL,
                ai_messages INTEGER NOT NULL,
                tokens_in INTEGER NOT NULL,
                tokens_out INTEGER NOT NULL,
                tokens_in_estimated INTEGER NOT NULL,
                tokens_out_estimated INTEGER NOT NULL,
                audio_milliseconds INTEGER NOT NULL,
                detail TEXT,
                PRIMARY KEY (owner_id, era, kind, at, personality_id, name)
            ) WITHOUT ROWID;

            INSERT INTO rollup_owners (owner_id, era, time_zone, is_chosen, next_era, next_time_zone, counted_at, counted_to)
            SELECT DISTINCT owner_id, 0, 'UTC', FALSE, 1, 'UTC', 0, '' FROM conversations;
            """;

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "prices");

            migrationBuilder.DropTable(
                name: "rollup_owners");

            migrationBuilder.DropTable(
                name: "rollups");

            migrationBuilder.DropIndex(
                name: "IX_conversations_owner_id_source_external_id",
                table: "conversations");

            migrationBuilder.DropColumn(
                name: "begun_at",
                table: "drafts");

            migrationBuilder.DropColumn(
                name: "first_delta_at",
                table: "drafts");

            migrationBuilder.CreateIndex(
                name: "IX_conversations_owner_id_source_external_id",
                table: "conversations",
                columns: new[] { "owner_id", "source", "external_id" },
                unique: true,
                filter: "external_id IS NOT NULL");
        }
    }
}
