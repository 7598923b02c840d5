import type { Application } from "../../lab/application";
import type { ProcessSpec } from "../../lab/deployment";
import { httpPort, nodeService } from "../node-service";
import { haproxy } from "./haproxy";
import { mariadb } from "./mariadb";
import { web } from "./web";

const judge = "antispam";

/**
 * WordPress as Debian has it: a load balancer (HAProxy), web servers (nginx and PHP), MariaDB. Each comment is shown to a judge of spam
 * outside. Nobody here wrote it but the judge.
 */
export const wordpress: Application = {
  name: "wordpress",
  services: [
    { name: "lb", scales: true, stage: 2, calls: ["web"] },
    { name: "web", scales: true, stage: 1, calls: ["db", judge] },
    { name: "db", scales: false, stage: 0, calls: [] },
  ],
  outside: [{ name: judge, scales: false, stage: 0, calls: [] }],
  entry: { service: "lb", port: httpPort },
  packages: {
    debian: ["wordpress", "wordpress-theme-twentytwentyone", "nginx-light", "php-fpm", "php-mysql", "mariadb-server-core", "haproxy"],
    files: [
      "/usr/share/wordpress/wp-settings.php",
      "/usr/share/wordpress/wp-content/themes/twentytwentyone/style.css",
      "/usr/sbin/nginx",
      "/usr/sbin/php-fpm*",
      "/usr/sbin/mariadbd",
      "/usr/sbin/haproxy",
    ],
  },
  locustfile: "{package}/python/load/wordpress.py",
  populate: "{package}/python/load/populate_wordpress.py",
  behaviours: { read: 0.6, search: 0.2, comment: 0.2 },
  exports: ["/?rest_route=/wp/v2/posts&per_page=100", "/?rest_route=/wp/v2/comments&per_page=100"],
  processes({ name, service }, seed): readonly ProcessSpec[] {
    if (service === "db") return [mariadb(name)];
    if (service === "web") return web(name);
    if (service === "lb") return [haproxy(name)];
    return [nodeService("wordpress", service, { SEED: String(seed), INSTANCE: name })];
  },
};
