using System.Data.Common;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ConvoWeb.Data.Providers;

/// <summary>Columns straight into JSON.</summary>
public static class DataReaderJson
{
    /// <summary>On SQLite the text goes from its page into the output as it is stored, UTF-8, without a string in between.</summary>
    public static void WriteText(this Utf8JsonWriter json, JsonEncodedText name, DbDataReader row, int column)
    {
        if (row is SqliteDataReader sqlite)
        {
            // Each call takes SQLite's mutex, so only what may be NULL is asked whether it is.
            var text = raw.sqlite3_column_blob(sqlite.Handle, column);
            if (text.IsEmpty && row.IsDBNull(column))
            {
                json.WriteNull(name);
            }
            else
            {
                json.WriteString(name, text);
            }
        }
        else if (row.IsDBNull(column))
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteString(name, row.GetString(column));
        }
    }

    /// <summary>A column that holds JSON.</summary>
    public static void WriteJson(this Utf8JsonWriter json, JsonEncodedText name, DbDataReader row, int column)
    {
        if (row.IsDBNull(column))
        {
            json.WriteNull(name);
        }
        else
        {
            json.WritePropertyName(name);
            json.WriteRawValue(row.GetString(column), skipInputValidation: true);
        }
    }

    public static void WriteInteger(this Utf8JsonWriter json, JsonEncodedText name, DbDataReader row, int column)
    {
        if (row.IsDBNull(column))
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteNumber(name, row.GetInt64(column));
        }
    }

    public static void WriteSeconds(this Utf8JsonWriter json, JsonEncodedText name, DbDataReader row, int column)
    {
        if (row.IsDBNull(column))
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteNumber(name, row.GetDouble(column));
        }
    }
}
