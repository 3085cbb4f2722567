import type { Messages } from "./catalogue.ts";
import type { Locale as OurLocale } from "./locale.ts";

/** Makes message keys and locales part of the types: a key that does not exist does not compile. */
declare module "next-intl" {
  interface AppConfig {
    Locale: OurLocale;
    Messages: Messages;
  }
}
