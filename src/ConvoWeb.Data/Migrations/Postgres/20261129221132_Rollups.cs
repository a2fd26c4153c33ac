using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ConvoWeb.Data.Migrations.Postgres
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
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "first_delta_at",
                table: "drafts",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "prices",
                columns: table => new
                {
                    owner_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    model = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    from_day = table.Column<int>(type: "integer", nullable: false),
                    input_micros = table.Column<long>(type: "bigint", nullable: false),
                    output_micros = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_prices", x => new { x.owner_id, x.model, x.from_day });
                });

            migrationBuilder.CreateTable(
                name: "rollup_owners",
                columns: table => new
                {
                    owner_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    era = table.Column<int>(type: "integer", nullable: false),
                    time_zone = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    is_chosen = table.Column<bool>(type: "boolean", nullable: false),
                    next_era = table.Column<int>(type: "integer", nullable: true),
                    next_time_zone = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    counted_at = table.Column<long>(type: "bigint", nullable: false),
                    counted_to = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_rollup_owners", x => x.owner_id);
                });

            migrationBuilder.CreateTable(
                name: "rollups",
                columns: table => new
                {
                    owner_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    era = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<int>(type: "integer", nullable: false),
                    personality_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    conversations = table.Column<long>(type: "bigint", nullable: false),
                    user_messages = table.Column<long>(type: "bigint", nullable: false),
                    ai_messages = table.Column<long>(type: "bigint", nullable: false),
                    tokens_in = table.Column<long>(type: "bigint", nullable: false),
                    tokens_out = table.Column<long>(type: "bigint", nullable: false),
                    tokens_in_estimated = table.Column<long>(type: "bigint", nullable: false),
                    tokens_out_estimated = table.Column<long>(type: "bigint", nullable: false),
                    audio_milliseconds = table.Column<long>(type: "bigint", nullable: false),
                    detail = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_rollups", x => new { x.owner_id, x.era, x.kind, x.at, x.personality_id, x.name });
                });

            migrationBuilder.CreateIndex(
                name: "IX_conversations_owner_id_source_external_id",
                table: "conversations",
                columns: new[] { "owner_id", "source", "external_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_rollups_owner_id_era_kind_personality_id_at_name",
                table: "rollups",
                columns: new[] { "owner_id", "era", "kind", "personality_id", "at", "name" });

            migrationBuilder.Sql(AddCounts);
        }

        /// <summary>Two objects of counts as one; null when nothing is left. What is there already is counted when the program runs.</summary>
        private const string AddCounts =
            """
            CREATE FUNCTION add_counts(detail text, other text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
                SELECT json_object_agg(key, count)::text
                FROM (
                    SELECT key, sum(value::bigint) AS count
                    FROM (SELECT * FROM json_each_text(detail::json) UNION ALL SELECT * FROM json_each_text(other::json)) AS counts
                    GROUP BY key HAVING sum(value::bigint) <> 0
                ) AS sums
            $$;

            INSERT INTO rollup_owners (owner_id, era, time_zone, is_chosen, next_era, next_time_zone, counted_at, counted_to)
            SELECT DISTINCT owner_id, 0, 'UTC', FALSE, 1, 'UTC', 0, '' FROM conversations;
            """;

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP FUNCTION add_counts(text, text)");

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
