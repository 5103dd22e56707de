/** The text that bytes of the API are, as JSON has them: UTF-8 in Base64. */
export function textOfBase64(base64: string): string {
  return new TextDecoder().decode(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));
}
