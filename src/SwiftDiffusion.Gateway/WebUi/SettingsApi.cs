namespace SwiftDiffusion.Gateway.WebUi;

/// <summary><c>GET</c> and <c>POST /sdapi/v1/options</c>: checkpoint, file format, CLIP skip and previews of later requests.</summary>
internal sealed class SettingsApi(IGenerationService service, WebUiSettingsStore settings)
{
    public Task GetAsync(HttpContext context)
    {
        var current = settings.Current;
        var models = service.Models;
        string checkpoint = models.Count == 0 ? "" : current.ModelOf(models).Id;
        var body = new SettingsBody(checkpoint, SettingFields.WordOf(current.Format), current.StopAtLastLayers, current.ShowsPreviews);
        return context.Response.WriteAsJsonAsync(body, GatewayJson.Default.SettingsBody, contentType: null, context.RequestAborted);
    }

    public async Task SetAsync(HttpContext context)
    {
        if (await WebUiBody.ReadAsync(context, fields => SettingFields.Read(fields, settings.Current, service.Models)) is not { } changed)
            return;
        settings.Replace(changed);
        await CatalogApi.EmptyAsync(context);
    }
}
