// The same types for both versions, as far as middleware goes.
declare module 'koa2' {
  export { default } from 'koa'
}
