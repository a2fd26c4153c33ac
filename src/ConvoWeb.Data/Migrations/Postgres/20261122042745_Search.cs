using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ConvoWeb.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Search : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "has_audio",
                table: "messages",
                type: "boolean",
                nullable: false,
                computedColumnSql: "audio_url IS NOT NULL OR coalesce(audio_duration, 0) > 0",
                stored: true);

            migrationBuilder.AddColumn<bool>(
                name: "has_code",
                table: "messages",
                type: "boolean",
                nullable: false,
                computedColumnSql: "strpos(content, '```') > 0",
                stored: true);

            migrationBuilder.AddColumn<bool>(
                name: "has_link",
                table: "messages",
                type: "boolean",
                nullable: false,
                computedColumnSql: "strpos(content, '://') > 0",
                stored: true);

            migrationBuilder.CreateTable(
                name: "saved_searches",
                columns: table => new
                {
                    id = table.Column<string>(type: "character varying(36)", maxLength: 36, nullable: false, collation: "C"),
                    owner_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    query = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    updated_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_saved_searches", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_messages_timeline",
                table: "messages",
                columns: new[] { "timestamp", "conversation_id", "type", "tokens_in", "tokens_out", "has_audio", "has_code", "has_link" },
                filter: "type <> 'system' AND state <> 'draft'");

            migrationBuilder.CreateIndex(
                name: "IX_conversations_owner_id_model_last_message_at_id",
                table: "conversations",
                columns: new[] { "owner_id", "model", "last_message_at", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_conversations_starred",
                table: "conversations",
                columns: new[] { "owner_id", "last_message_at", "id" },
                filter: "starred");

            migrationBuilder.CreateIndex(
                name: "IX_saved_searches_owner_id_name_key",
                table: "saved_searches",
                columns: new[] { "owner_id", "name_key" },
                unique: true);

            migrationBuilder.Sql(IndexOfWords);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("Restore an older copy of the database.");

        /// <summary>
        /// The words of a text by the same rules as <c>SearchText</c>, and the vectors of them as generated columns, so that they cannot
        /// drift. A vector keeps at most 255 places of a word and none past the 16,383rd word: one that would lose some is marked by the
        /// word <c>~</c>, so that phrases can be looked up in its text.
        /// </summary>
        private const string IndexOfWords =
            """
            CREATE FUNCTION search_pairs(run text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
                SELECT string_agg(pair, ' ' ORDER BY place)
                FROM (
                    SELECT letter || coalesce(lead(letter) OVER (ORDER BY place), '') AS pair, place
                    FROM unnest(string_to_array(run, NULL)) WITH ORDINALITY AS letters(letter, place)) AS pairs
            $$;

            CREATE FUNCTION search_words(content text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
            DECLARE
                folded text := content;
                ideographs CONSTANT text := '[\u3041-\u3096\u30A1-\u30FA\u30FC-\u30FE\u31F0-\u31FF\u3400-\u4DBF\u4E00-\u9FFF\u3005\u3006\uAC00-\uD7A3\U00020000-\U0003134F]';
            BEGIN
                IF content COLLATE "C" ~ '[^\u0001-\u007F]' THEN
                    folded := normalize(content, NFKD);
                    folded := regexp_replace(folded COLLATE "C", '[\u0300-\u036F]', '', 'g');
                    folded := replace(lower(folded COLLATE "und-x-icu"), 'ς', 'σ');
                    folded := normalize(folded, NFC);
                    folded := regexp_replace(folded COLLATE "C", '(' || ideographs || '+)', ' \1 ', 'g');
                ELSE
                    folded := lower(content);
                END IF;

                RETURN coalesce((
                    SELECT string_agg(
                        CASE
                            WHEN word[2] COLLATE "C" ~ ideographs THEN search_pairs(word[2])
                            ELSE concat_ws(' ', word[1] || left(word[2], 64), left(word[2], 64), left(word[2], 64) || word[3])
                        END,
                        ' ' ORDER BY place)
                    FROM regexp_matches(folded COLLATE "und-x-icu", '(--)?([[:alnum:]]+)(\+\+|#)?', 'g') WITH ORDINALITY AS words(word, place)), '');
            END
            $$;

            CREATE FUNCTION search_vector(words text, weight text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
            DECLARE
                list text[] := string_to_array(words, ' ');
                loses boolean := false;
            BEGIN
                IF cardinality(list) > 255 THEN
                    loses := cardinality(list) > 16383
                        OR EXISTS (SELECT 1 FROM unnest(list) AS word GROUP BY word HAVING count(*) > 255);
                END IF;

                IF octet_length(words) < 150000 THEN
                    RETURN coalesce((
                        SELECT string_agg(word || ':' || least(place, 16383) || weight, ' ')
                        FROM unnest(CASE WHEN loses THEN list || '~'::text ELSE list END) WITH ORDINALITY AS placed(word, place)), '')::tsvector;
                END IF;

                -- Its places alone could be more than a vector holds.
                RETURN array_to_tsvector((
                    SELECT array_agg(DISTINCT word)
                    FROM unnest(string_to_array(left(words, 250000), ' ') || '~'::text) AS word WHERE word <> ''));
            END
            $$;

            ALTER TABLE messages ADD COLUMN search tsvector GENERATED ALWAYS AS (
                CASE WHEN type <> 'system' AND state <> 'draft'
                    THEN search_vector(search_words(content), CASE type WHEN 'user' THEN 'B' ELSE 'C' END)
                END) STORED;

            CREATE INDEX "IX_messages_search" ON messages USING gin (search);

            ALTER TABLE conversations ADD COLUMN title_search tsvector GENERATED ALWAYS AS (search_vector(search_words(title), 'A')) STORED;

            CREATE INDEX "IX_conversations_title_search" ON conversations USING gin (title_search);
            """;
    }
}
