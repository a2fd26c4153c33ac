using ConvoWeb.Data.Search;

namespace ConvoWeb.Features.Search.Syntax;

/// <summary>A query while its tokens are read, one after the other.</summary>
internal sealed class SearchReading(string text, SearchDates dates, bool isTyping)
{
    private readonly List<WordClause> _words = [];
    private readonly List<WordClause> _title = [];
    private readonly List<SearchFilter> _filters = [];
    private readonly List<SearchProblem> _problems = [];

    /// <summary>Alternatives, as long as another OR may follow; and that OR.</summary>
    private readonly List<WordTerm> _any = [];
    private SearchToken? _or;

    private int _terms;
    private TextSpan? _tooMany;
    private bool _isLastWidened;

    public void Take(SearchToken token)
    {
        if (token.Key is { } key && key != SearchKey.Title)
        {
            TakeFilter(key, token);
        }
        else if (_terms == SearchParser.TermsMax)
        {
            EndClause();
            _tooMany = _tooMany is { } before ? before with { Length = token.Span.End - before.Start } : token.Span;
        }
        else if (!token.IsOr)
        {
            TakeTerm(token);
        }
        else if (_any.Count > 0 && _or is null)
        {
            _or = token;
        }
        else
        {
            Tell(token.Span, SearchProblems.LonelyOr);
        }
    }

    public SearchQuery End(int readLength)
    {
        EndClause();
        EndTooMany();
        if (readLength < text.Length)
        {
            Tell(new TextSpan(readLength, text.Length - readLength), SearchProblems.TooLong);
        }

        return new SearchQuery
        {
            Text = text,
            Words = new WordQuery(_words),
            Title = new WordQuery(_title),
            Filters = _filters,
            Problems = [.. _problems.OrderBy(problem => problem.Start)],
            IsLastWidened = _isLastWidened,
        };
    }

    private void TakeFilter(SearchKey key, SearchToken token)
    {
        EndClause();
        EndTooMany();
        var meaning = key.MeaningOf(token, dates);
        if (meaning.Filter is { } filter)
        {
            _filters.Add(filter);
        }
        else if (meaning.Why is { } why)
        {
            Tell(token.Span, why);
        }
    }

    private void TakeTerm(SearchToken token)
    {
        var isAlternative = _or is not null && token is { Key: null, IsUnwanted: false };
        if (TermOf(token) is not { } term)
        {
            EndClause();
            Tell(token.Span, token.Key is { } key && string.IsNullOrWhiteSpace(token.Value)
                ? SearchProblems.NeedsValue(key)
                : SearchProblems.NoLetters(text.Substring(token.Span.Start, token.Span.Length)));
            return;
        }

        if (!isAlternative)
        {
            EndClause();
        }

        _terms++;
        _or = null;
        if (token.Key is not null || token.IsUnwanted)
        {
            (token.Key is null ? _words : _title).Add(new WordClause([term], token.IsUnwanted));
        }
        else
        {
            _any.Add(term);
        }
    }

    private WordTerm? TermOf(SearchToken token)
    {
        var term = WordTerm.Of(token.Value, token.IsPrefix);
        if (!isTyping || term is null || token is not { IsOpen: true, Key: null, IsUnwanted: false } || char.IsWhiteSpace(token.Value[^1]))
        {
            return term;
        }

        // While it is typed the last word is the beginning of one: not a letter, which begins too many, and not what must not
        // be there, for which results would go and come again.
        _isLastWidened = term.Words[^1].EnumerateRunes().Skip(1).Any();
        return _isLastWidened ? WordTerm.Of(token.Value, isPrefix: true) : term;
    }

    private void EndClause()
    {
        if (_or is { } or)
        {
            Tell(or.Span, SearchProblems.LonelyOr);
            _or = null;
        }

        if (_any.Count > 0)
        {
            _words.Add(new WordClause([.. _any]));
            _any.Clear();
        }
    }

    private void EndTooMany()
    {
        if (_tooMany is { } span)
        {
            Tell(span, SearchProblems.TooManyTerms);
            _tooMany = null;
        }
    }

    private void Tell(TextSpan span, string message) => _problems.Add(new SearchProblem(span.Start, span.Length, message));
}
