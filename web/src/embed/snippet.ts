/** The frame of a card, for the HTML of another site. `path` is that of the page that it is of: `/p/…`. */
export function snippetOf(origin: string, path: string, title: string, language: string, height: number): string {
  const escaped = title.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  return `<iframe src="${origin}/embed${path}?lang=${language}" title="${escaped}" loading="lazy" style="width:100%;max-width:800px;height:${height}px;border:0"></iframe>`;
}
