namespace ConvoWeb.Bench.Floors.Pages;

internal sealed record PlainMessage(int Seq, string Type, string Content);
