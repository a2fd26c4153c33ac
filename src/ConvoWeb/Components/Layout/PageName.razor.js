export function tell(name) {
  document.title = name;
}
