# Regressions on invented children, by R, for folkekommune/statistics/models to be compared with.
#   Rscript tests/oracles/r/regressions.R
# reads regressions.csv beside it and writes regressions.json. Debian: r-base-core r-cran-mass r-cran-nnet
# r-cran-sandwich r-cran-lmtest r-cran-jsonlite.
suppressMessages({library(nnet); library(sandwich); library(lmtest); library(jsonlite)})
folder <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)))
d <- read.csv(file.path(folder, "regressions.csv"))
d$sex <- factor(d$sex); d$place <- factor(d$place)
se <- function(v) unname(sqrt(diag(v)))
terms <- ~ age + weight + sex + place
errors <- function(m) list(plain = se(vcov(m)), robust = se(vcovHC(m, type = "HC1")),
                           cluster = se(vcovCL(m, cluster = d$school, type = "HC1")))
out <- list(version = R.version.string, packages = sapply(c("nnet", "sandwich", "lmtest"), function(p) as.character(packageVersion(p))))

call <- sleep ~ age + weight + sex + place
m <- lm(call, d); s <- summary(m)
test <- function(t) list(statistic = unname(t$statistic), df = unname(t$parameter), p = unname(t$p.value))
vif <- function(m) { r <- cor(model.matrix(m)[, -1]); unname(diag(solve(r))) }
at <- colMeans(model.matrix(m)); at0 <- at; at0["sex2"] <- 0; at1 <- at; at1["sex2"] <- 1
margin <- function(a, v) list(value = sum(a * coef(m)), error = sqrt(drop(a %*% v %*% a)))
out$ols <- c(list(call = deparse(call), coefficients = unname(coef(m)), r2 = s$r.squared, r2_adjusted = s$adj.r.squared,
  rmse = s$sigma, f = unname(s$fstatistic[1]), f_p = unname(pf(s$fstatistic[1], s$fstatistic[2], s$fstatistic[3], lower.tail = FALSE)),
  f_robust = waldtest(m, vcov = vcovHC(m, type = "HC1"))$F[2], vif = vif(m),
  ov = test(resettest(m, power = 2:4)), het_bp = test(bptest(m, studentize = FALSE)), het_iid = test(bptest(m)),
  margins = list(all = margin(at, vcov(m)), zero = margin(at0, vcov(m)), one = margin(at1, vcov(m)))), errors(m))
out$ols$fitted <- unname(fitted(m)); out$ols$cooks <- unname(cooks.distance(m))
aux <- summary(lm(residuals(m)^2 ~ age + weight + sex + place, d))
out$ols$het_fstat <- list(statistic = unname(aux$fstatistic[1]), df = unname(aux$fstatistic[2]),
  p = unname(pf(aux$fstatistic[1], aux$fstatistic[2], aux$fstatistic[3], lower.tail = FALSE)))
z <- lm(scale(sleep) ~ scale(age) + scale(weight), d)
out$standardized <- list(call = "scale(sleep) ~ scale(age) + scale(weight)", coefficients = unname(coef(z)), plain = se(vcov(z)))
n <- lm(sleep ~ 0 + age + weight, d)
out$noconstant <- list(call = "sleep ~ 0 + age + weight", coefficients = unname(coef(n)), plain = se(vcov(n)), r2 = summary(n)$r.squared)
i <- lm(sleep ~ sex * age + place, d)
out$interaction <- list(call = "sleep ~ sex * age + place", coefficients = as.list(coef(i)), errors = as.list(sqrt(diag(vcov(i)))))

gradient <- function(f, b) sapply(seq_along(b), function(k) { h <- 1e-5 * max(1, abs(b[k])); u <- b; l <- b; u[k] <- u[k] + h; l[k] <- l[k] - h; (f(u) - f(l)) / (2 * h) })
delta <- function(f, b, v) { g <- gradient(f, b); if (is.null(dim(g))) g <- matrix(g, nrow = 1); list(value = unname(f(b)), error = unname(sqrt(diag(g %*% v %*% t(g))))) }
binary <- function(link) {
  call <- ill ~ age + weight + sex + place
  m <- glm(call, binomial(link), d, control = list(epsilon = 1e-14, maxit = 100)); X <- model.matrix(m); b <- coef(m)
  p <- if (link == "logit") plogis else pnorm; q <- if (link == "logit") dlogis else dnorm
  # The observed information, which probit's expected one differs from.
  H <- function(b) { e <- drop(X %*% b); y <- d$ill
    if (link == "logit") crossprod(X, X * dlogis(e)) else { l <- ifelse(y == 1, dnorm(e) / pnorm(e), -dnorm(e) / pnorm(-e)); crossprod(X, X * (l * (l + e))) } }
  v <- solve(H(b)); e <- drop(X %*% b); score <- X * (if (link == "logit") d$ill - p(e) else ifelse(d$ill == 1, q(e) / p(e), -q(e) / p(-e)))
  N <- nrow(X); k <- ncol(X); g <- length(unique(d$school)); byg <- rowsum(score, d$school)
  effect <- function(b) { e <- drop(X %*% b); mean(q(e)) * b[-1] }
  eyex <- function(b) { a <- colMeans(X); e <- sum(a * b); unname(q(e) / p(e) * a[-1] * b[-1]) }
  a0 <- colMeans(X); a0["sex2"] <- 0; a1 <- colMeans(X); a1["sex2"] <- 1
  list(call = deparse(call), fitted = unname(fitted(m)), coefficients = unname(b), plain = se(v), robust = se(v %*% crossprod(score) %*% v * N / (N - k)),
    cluster = se(v %*% crossprod(byg) %*% v * g / (g - 1) * (N - 1) / (N - k)),
    sandwich = if (link == "logit") se(vcovHC(m, type = "HC1")) else NULL,
    likelihood = as.numeric(logLik(m)), pseudo_r2 = 1 - m$deviance / m$null.deviance, chi2 = m$null.deviance - m$deviance,
    dydx = delta(effect, b, v), eyex_mean = delta(eyex, b, v),
    margins = delta(function(b) c(p(sum(a0 * b)), p(sum(a1 * b))), b, v))
}
out$logit <- binary("logit"); out$probit <- binary("probit")

call <- meal ~ age + sex
m <- multinom(call, d, trace = FALSE, reltol = 1e-15, abstol = 1e-12, maxit = 1000, Hess = TRUE)
out$mlogit <- list(call = deparse(call), fitted = unname(fitted(m)), coefficients = as.vector(t(coef(m))), plain = se(vcov(m)), likelihood = as.numeric(logLik(m)))

call <- visits ~ age + sex + offset(log(years))
m <- glm(call, poisson, d, control = list(epsilon = 1e-14))
out$poisson <- c(list(call = deparse(call), fitted = unname(fitted(m)), coefficients = unname(coef(m)), likelihood = as.numeric(logLik(m))), errors(m))
X <- model.matrix(m)
like <- function(t) -sum(dnbinom(d$visits, size = exp(-t[4]), mu = exp(X %*% t[1:3] + log(d$years)), log = TRUE))
o <- optim(c(coef(m), -1), like, method = "BFGS", control = list(reltol = 1e-15, maxit = 2000))
for (turn in 1:3) o <- optim(o$par, like, method = "BFGS", hessian = TRUE, control = list(reltol = 1e-16, maxit = 2000, ndeps = rep(1e-5, 4)))
alpha <- unname(exp(o$par[4])); v <- solve(o$hessian)
j <- diag(c(1, 1, 1, alpha)); v <- j %*% v %*% j
out$negative_binomial <- list(call = "NB2 by optim, visits ~ age + sex + offset(log(years))", coefficients = unname(c(o$par[1:3], alpha)), plain = se(v), likelihood = -o$value)
suppressMessages(library(MASS)); w <- glm.nb(visits ~ age + sex + offset(log(years)), d, control = glm.control(epsilon = 1e-12, maxit = 100))
out$glm_nb <- list(fitted = unname(fitted(w)), call = "MASS::glm.nb", coefficients = unname(c(coef(w), 1 / w$theta)), likelihood = as.numeric(logLik(w)))
write(toJSON(out, auto_unbox = TRUE, digits = 10), file.path(folder, "regressions.json"))
