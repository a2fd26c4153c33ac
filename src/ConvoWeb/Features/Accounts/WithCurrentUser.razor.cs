using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace ConvoWeb.Features.Accounts;

/// <summary>Hands the one who asks to every page; without one it shows nothing.</summary>
public sealed partial class WithCurrentUser : ComponentBase
{
    private CurrentUser? _user;

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    protected override async Task OnInitializedAsync() => _user = CurrentUser.From((await Authentication).User);
}
