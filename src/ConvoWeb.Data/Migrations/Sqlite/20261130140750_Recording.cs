using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ConvoWeb.Data.Migrations.Sqlite
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
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "recording_version",
                table: "owner_privacy",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "recorded_turns",
                columns: table => new
                {
                    owner_id = table.Column<string>(type: "TEXT", nullable: false),
                    hash = table.Column<string>(type: "TEXT", nullable: false),
                    conversation_id = table.Column<string>(type: "TEXT", maxLength: 36, nullable: false),
                    message_id = table.Column<string>(type: "TEXT", maxLength: 36, nullable: false)
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
