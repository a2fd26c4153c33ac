using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ConvoWeb.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Drafts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "added_version",
                table: "messages",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            // When older messages came is not known any more; that they are there since their last change is.
            migrationBuilder.Sql("UPDATE messages SET added_version = version");

            migrationBuilder.AddColumn<int>(
                name: "open_drafts",
                table: "conversations",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "drafts",
                columns: table => new
                {
                    message_row_id = table.Column<long>(type: "bigint", nullable: false),
                    conversation_id = table.Column<string>(type: "character varying(36)", maxLength: 36, nullable: false, collation: "C"),
                    is_open = table.Column<bool>(type: "boolean", nullable: false),
                    next_n = table.Column<int>(type: "integer", nullable: false),
                    bytes = table.Column<int>(type: "integer", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    node = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    lease_until = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_drafts", x => x.message_row_id);
                    table.ForeignKey(
                        name: "FK_drafts_messages_message_row_id",
                        column: x => x.message_row_id,
                        principalTable: "messages",
                        principalColumn: "row_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "deltas",
                columns: table => new
                {
                    message_row_id = table.Column<long>(type: "bigint", nullable: false),
                    n = table.Column<int>(type: "integer", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_deltas", x => new { x.message_row_id, x.n });
                    table.ForeignKey(
                        name: "FK_deltas_drafts_message_row_id",
                        column: x => x.message_row_id,
                        principalTable: "drafts",
                        principalColumn: "message_row_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_messages_conversation_id_version",
                table: "messages",
                columns: new[] { "conversation_id", "version" });

            migrationBuilder.CreateIndex(
                name: "IX_message_removals_conversation_id_version",
                table: "message_removals",
                columns: new[] { "conversation_id", "version" });

            migrationBuilder.CreateIndex(
                name: "IX_conversations_owner_id_id",
                table: "conversations",
                columns: new[] { "owner_id", "id" },
                filter: "open_drafts > 0");

            migrationBuilder.CreateIndex(
                name: "IX_drafts_conversation_id",
                table: "drafts",
                column: "conversation_id",
                filter: "is_open");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "deltas");

            migrationBuilder.DropTable(
                name: "drafts");

            migrationBuilder.DropIndex(
                name: "IX_messages_conversation_id_version",
                table: "messages");

            migrationBuilder.DropIndex(
                name: "IX_message_removals_conversation_id_version",
                table: "message_removals");

            migrationBuilder.DropIndex(
                name: "IX_conversations_owner_id_id",
                table: "conversations");

            migrationBuilder.DropColumn(
                name: "added_version",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "open_drafts",
                table: "conversations");
        }
    }
}
