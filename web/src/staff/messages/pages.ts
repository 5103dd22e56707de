// In one file of the door: whoever opens one of these pages goes to the others.
export { default as Blocked } from "./BlockedPage.svelte";
export { default as Messages } from "./MessagesPage.svelte";
export { default as Text } from "./TextPage.svelte";
export { default as Texts } from "./TextsPage.svelte";
