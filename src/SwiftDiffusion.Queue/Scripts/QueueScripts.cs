namespace SwiftDiffusion.Queue.Scripts;

/// <summary>Every script of the queue, with the shared parts it needs.</summary>
internal static class QueueScripts
{
    // A job changes its state by these.
    public static readonly Script Enqueue = Change("enqueue");
    public static readonly Script Claim = Change("claim");
    public static readonly Script Complete = Change("complete");
    public static readonly Script Fail = Change("fail");
    public static readonly Script Release = Change("release");
    public static readonly Script Cancel = Change("cancel");
    public static readonly Script Abandon = Change("abandon");
    public static readonly Script Expire = Change("expire");
    public static readonly Script Forget = Script.Change("forget");
    public static readonly Script Discard = Script.Change("discard");

    // A running job is kept alive by these.
    public static readonly Script Renew = Script.Passing("renew");
    public static readonly Script Report = Script.Passing("report");

    // These only read.
    public static readonly Script Find = Script.Passing("find", "position");
    public static readonly Script Payload = Script.Passing("payload");
    public static readonly Script List = Script.Passing("list");
    public static readonly Script Dead = Script.Passing("dead");
    public static readonly Script Replay = Script.Passing("replay");
    public static readonly Script Totals = Script.Passing("totals");

    public static readonly Script Heartbeat = Script.Passing("heartbeat");
    public static readonly Script Leave = Script.Passing("leave", "affinity");
    public static readonly Script Workers = Script.Passing("workers", "affinity");

    // Losing what this wrote repeats a message, which its receiver recognises.
    public static readonly Script WebhookClaim = Script.Passing("webhook_claim");
    public static readonly Script WebhookSettle = Script.Change("webhook_settle");

    public static readonly Script AddOnAdd = Script.Change("addon_add", "addons");
    public static readonly Script AddOnClaim = Script.Change("addon_claim", "addons");
    public static readonly Script AddOnProgress = Script.Passing("addon_progress", "addons");
    public static readonly Script AddOnSettle = Script.Change("addon_settle", "addons");
    public static readonly Script AddOnRemove = Script.Change("addon_remove", "addons");
    public static readonly Script AddOnFind = Script.Passing("addon_find", "addons");
    public static readonly Script AddOnList = Script.Passing("addon_list", "addons");
    public static readonly Script AddOnKeep = Script.Change("addon_keep");
    public static readonly Script AddOnWarm = Script.Passing("addon_warm");

    public static readonly Script BlobKeep = Script.Change("blob_keep");
    public static readonly Script BlobPut = Script.Change("blob_put");
    public static readonly Script BlobGet = Script.Passing("blob_get");
    public static readonly Script BlobsDue = Script.Change("blobs_due");
    public static readonly Script BlobsGone = Script.Change("blobs_gone");

    private static Script Change(string name) => Script.Change(name, "waiting", "affinity", "ending");
}
