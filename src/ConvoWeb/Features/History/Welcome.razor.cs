using ConvoWeb.Features.Accounts;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>What can be done before there is anything to read.</summary>
public sealed partial class Welcome : ComponentBase
{
    private bool _isAdding;

    [CascadingParameter]
    public required CurrentUser User { get; set; }

    [Inject]
    public required SampleActions Samples { get; init; }

    private async Task AddSamplesAsync()
    {
        _isAdding = true;
        try
        {
            await Samples.AddAsync(User);
        }
        finally
        {
            _isAdding = false;
        }
    }
}
