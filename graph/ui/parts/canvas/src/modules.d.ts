declare module "*.css" {
  const text: string;
  export default text;
}
declare module "vis-network/esnext" { export * from "vis-network"; }
declare module "vis-data/esnext" { export * from "vis-data"; }
