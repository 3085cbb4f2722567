/** In which colours a reader wants pages: those of the system, unless the cookie `theme` says otherwise. */
export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export const THEME_COOKIE = "theme";
/** One year: the choice is kept as long as a reader comes back. */
export const THEME_COOKIE_SECONDS = 365 * 24 * 60 * 60;
/** The ground of a page (app/globals.css), for what the browser itself draws around it. */
export const GROUND = { light: "#f9f6ef", dark: "#171410" } as const;

export function themeOf(cookie: string | undefined): Theme {
  return THEMES.find((theme) => theme === cookie) ?? "system";
}
