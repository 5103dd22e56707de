// In one file of the door: whoever opens one of these pages goes to the others.
export { default as Account } from "./AccountPage.svelte";
export { default as Accounts } from "./AccountsPage.svelte";
export { default as Me } from "./MePage.svelte";
export { default as Tokens } from "./TokensPage.svelte";
