import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { catalogue } from "./catalogue.ts";
import { LOCALE_COOKIE, negotiate } from "./locale.ts";

/** What next-intl asks for on every request: our paths carry no language, so it is negotiated. */
export default getRequestConfig(async () => {
  const [jar, head] = await Promise.all([cookies(), headers()]);
  const locale = negotiate(jar.get(LOCALE_COOKIE)?.value, head.get("accept-language"));
  // The zone of server-rendered times; what a reader's own clock says is added in the browser.
  return { locale, messages: catalogue[locale], timeZone: "UTC" };
});
