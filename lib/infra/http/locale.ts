/** The language in which a request is answered. */
import { LOCALE_COOKIE, type Locale, negotiate } from "#lib/i18n/locale.ts";
import { cookieValue, headerValue, type RequestHeaders } from "./headers.ts";

export function requestLocale(headers: RequestHeaders): Locale {
  return negotiate(cookieValue(headers, LOCALE_COOKIE), headerValue(headers, "accept-language"));
}
