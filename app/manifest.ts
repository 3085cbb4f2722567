import type { MetadataRoute } from "next";

/** For whoever puts the site on a phone's first screen. */
export default function manifest(): MetadataRoute.Manifest {
  return {
    name: "Sealbook 印证",
    short_name: "Sealbook",
    start_url: "/verify",
    display: "browser",
    background_color: "#f9f6ef",
    theme_color: "#f9f6ef",
    icons: [
      { src: "/icon.svg", sizes: "any", type: "image/svg+xml" },
      { src: "/apple-icon.png", sizes: "180x180", type: "image/png" },
    ],
  };
}
