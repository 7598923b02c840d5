import type { ProcessSpec } from "../../lab/deployment";
import { siteIn } from "./site";

/** Port of the web servers behind the load balancer. */
export const webPort = 8000;

/**
 * PHP in four processes, which nginx beside it talks to over the loopback interface: none of that is on a network. What pages complain of
 * it tells nginx, who logs it; it cannot log where it was started, since that file is another user's.
 */
function php(folder: string): ProcessSpec {
  const settings = `[global]
error_log = ${folder}.fpm.log
[www]
listen = 127.0.0.1:9000
pm = static
pm.max_children = 4
php_admin_value[auto_prepend_file] = ${folder}/begin.php
php_admin_flag[display_errors] = off
`;
  const script = [
    "set -e",
    siteIn(folder),
    `cat > ${folder}.fpm.conf <<'END'\n${settings}END`,
    // Debian has the version in the name.
    'for fpm in /usr/sbin/php-fpm*; do [ -x "$fpm" ] && newest=$fpm; done',
    `exec "$newest" --nodaemonize --force-stderr --fpm-config ${folder}.fpm.conf`,
  ].join("\n");
  return { name: "php", command: ["sh", "-c", script], user: "nobody" };
}

function nginx(folder: string): ProcessSpec {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${kind};`).join(" ");
  const settings = `daemon off;
worker_processes 1;
pid nginx.pid;
events { worker_connections 512; }
http {
  include /etc/nginx/mime.types;
  access_log off;
  ${temporary}
  server {
    listen ${webPort};
    root ${folder};
    index index.php;
    absolute_redirect off;
    location / { try_files $uri $uri/ /index.php?$args; }
    location ~ \\.php$ {
      include /etc/nginx/fastcgi_params;
      fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
      fastcgi_pass 127.0.0.1:9000;
    }
  }
}
`;
  const own = `${folder}.nginx`;
  const script = [
    "set -e",
    `mkdir -p ${own}`,
    `cat > ${own}/nginx.conf <<'END'\n${settings}END`,
    `exec nginx -e stderr -p ${own} -c nginx.conf`,
  ].join("\n");
  return { name: "nginx", command: ["sh", "-c", script], user: "nobody", ready: { port: webPort, path: "/ready.php" } };
}

/** A web server with a site of its own below `{scratch}`: nginx, which must be asked for a page until PHP answers through it, and PHP. */
export function web(instance: string): readonly ProcessSpec[] {
  const folder = `{scratch}/${instance}`;
  return [php(folder), nginx(folder)];
}
