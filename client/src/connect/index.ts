export { connectServer } from "./connect_server.js";
export { fetchTransport } from "./fetch_transport.js";
