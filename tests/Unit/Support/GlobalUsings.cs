global using ConvoWeb.Tests.Unit.Support;
global using Xunit;
global using static ConvoWeb.Tests.Unit.Support.Cancellation;
