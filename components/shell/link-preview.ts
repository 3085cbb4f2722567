/** What a chat or a search shows of a page's address: the words that are given, and the product's own picture (app/opengraph-image.png). */
export function linkPreview(words: { title: string; description: string }) {
  const images = [{ url: "/opengraph-image.png", width: 1200, height: 630, alt: "Sealbook 印证" }];
  return { ...words, siteName: "Sealbook 印证", type: "website" as const, images };
}
