import { raiseAlert } from "#lib/features/alarms/verbs/raise-alert.ts";
import { resolveAlert } from "#lib/features/alarms/verbs/resolve-alert.ts";
import { proxyUntrusted } from "#lib/features/operations/installation/conditions.ts";
import { describeError } from "#lib/infra/http/log.ts";
import { logEvent } from "#lib/infra/telemetry/log.ts";
import { type ForwardedWatch, watchForwarded } from "./forwarded.ts";

const ALERT = { kind: proxyUntrusted.kind, subject: "X-Forwarded-For" };

/** Says in the log and as an alert that a proxy is not believed. Where one is, or several are, an alert of before ends. */
export function tellOfProxy(options: { trustedProxies: number; windowMs?: number }): ForwardedWatch {
  const { trustedProxies, windowMs } = options;
  const inVain = (error: unknown) => logEvent("error", "proxy.alert_failed", { error: describeError(error) });
  if (trustedProxies > 0) {
    resolveAlert(ALERT).catch(inVain);
    return { saw: () => {} };
  }
  return watchForwarded({
    first: () => logEvent("warning", "proxy.untrusted", { header: "x-forwarded-for", set: "TRUSTED_PROXIES" }),
    mostly: (seen) => void raiseAlert({ ...ALERT, details: seen }).catch(inVain),
    ...(windowMs === undefined ? {} : { windowMs }),
  });
}
