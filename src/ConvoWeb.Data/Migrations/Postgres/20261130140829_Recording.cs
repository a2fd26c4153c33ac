using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ConvoWeb.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Recording : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "recording_agreed_at",
                table: "owner_privacy",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "recording_version",
                table: "owner_privacy",
                type: "integer",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "recorded_turns",
                columns: table => new
                {
                    owner_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    hash = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    conversation_id = table.Column<string>(type: "character varying(36)", maxLength: 36, nullable: false, collation: "C"),
                    message_id = table.Column<string>(type: "character varying(36)", maxLength: 36, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_recorded_turns", x => new { x.owner_id, x.hash });
                });

            migrationBuilder.CreateIndex(
                name: "IX_recorded_turns_conversation_id",
                table: "recorded_turns",
                column: "conversation_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "recorded_turns");

            migrationBuilder.DropColumn(
                name: "recording_agreed_at",
                table: "owner_privacy");

            migrationBuilder.DropColumn(
                name: "recording_version",
                table: "owner_privacy");
        }
    }
}
